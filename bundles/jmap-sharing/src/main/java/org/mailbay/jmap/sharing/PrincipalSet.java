package org.mailbay.jmap.sharing;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.mailbay.store.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** {@code Principal/set}: all of it is forbidden, since principals are the administrator's business (RFC 9670 §2.3). */
@Component
public final class PrincipalSet implements Method {
    private static final Set<String> ARGUMENTS = Set.of("accountId", "ifInState", "create", "update", "destroy");

    private final PrincipalType principals;

    @Activate
    public PrincipalSet(@Reference PrincipalType principals) {
        this.principals = principals;
    }

    @Override
    public String name() {
        return "Principal/set";
    }

    @Override
    public String capability() {
        return Stored.CAPABILITY;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View view = call.view();
        String ifInState = arguments.string("ifInState");
        Map<String, ObjectNode> create = arguments.objects("create");
        Map<String, ObjectNode> update = arguments.objects("update");
        List<String> given = arguments.strings("destroy");
        List<String> destroy = given == null ? List.of() : given;
        if (create.size() + update.size() + destroy.size() > call.limits().maxObjectsInSet()) {
            throw new MethodError(MethodError.REQUEST_TOO_LARGE, null);
        }
        String state = Long.toString(principals.state(view));
        if (ifInState != null && !ifInState.equals(state)) {
            throw new MethodError(MethodError.STATE_MISMATCH, null); // RFC 8620 §5.3
        }
        JsonGenerator out = responses.begin(call.method());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeStringProperty("oldState", state);
        out.writeStringProperty("newState", state);
        out.writeNullProperty("created");
        out.writeNullProperty("updated");
        out.writeNullProperty("destroyed");
        refuse("notCreated", create.keySet(), null, out);
        refuse("notUpdated", update.keySet(), view, out);
        refuse("notDestroyed", destroy, view, out);
        out.writeEndObject();
    }

    /** Refuses what is there as forbidden, the rest as not found; without a view everything is forbidden. */
    private void refuse(String property, Collection<String> names, @Nullable View view, JsonGenerator out) {
        if (names.isEmpty()) {
            out.writeNullProperty(property);
            return;
        }
        out.writeObjectPropertyStart(property);
        for (String name : names) {
            ObjectId id = view == null ? null : principals.parse(name).orElse(null);
            boolean there = view == null || id != null && principals.exists(view, id);
            out.writeObjectPropertyStart(name);
            out.writeStringProperty("type", there ? SetError.FORBIDDEN : SetError.NOT_FOUND);
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}

package org.mailbay.jmap.blob;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.mailbay.store.BlobInput;
import org.mailbay.store.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.core.JsonGenerator;

/** Blob/lookup: which objects refer to a blob (RFC 9404 §4.3). */
@Component
public final class BlobLookup implements Method {
    private static final Set<String> ARGUMENTS = Set.of("accountId", "typeNames", "ids");

    /** Objects that refer to one blob and are looked at. */
    private static final int MAX_OBJECTS = 10_000;

    private final DataTypes types;

    @Activate
    public BlobLookup(@Reference DataTypes types) {
        this.types = types;
    }

    @Override
    public String name() {
        return "Blob/lookup";
    }

    @Override
    public String capability() {
        return BlobCapability.URN;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View view = call.view();
        List<String> typeNames = arguments.strings("typeNames");
        List<String> ids = arguments.strings("ids");
        if (typeNames == null || ids == null) {
            throw MethodError.invalidArguments("typeNames and ids are needed");
        }
        Set<String> names = new LinkedHashSet<>(typeNames);
        Set<String> known = types.names();
        for (String name : names) {
            if (!known.contains(name)) {
                throw unknown(name);
            }
        }
        if (ids.size() > call.limits().maxObjectsInGet()) {
            throw new MethodError(
                    MethodError.REQUEST_TOO_LARGE, "more than " + call.limits().maxObjectsInGet() + " ids");
        }
        List<String> notFound = new ArrayList<>();
        JsonGenerator out = responses.begin(name());
        out.writeStartObject();
        out.writeStringProperty("accountId", view.account().id().toString());
        out.writeArrayPropertyStart("list");
        for (String name : ids) {
            BlobId id = BlobId.parse(view.resolve(name)).orElse(null);
            if (id == null || !isReadable(view, id)) {
                notFound.add(name);
                continue;
            }
            List<ObjectId> direct = view.account().blobs().objects(id.blob(), MAX_OBJECTS);
            out.writeStartObject();
            out.writeStringProperty("id", id.toString());
            out.writeObjectPropertyStart("matchedIds");
            for (String type : names) {
                Collection<ObjectId> matched = types.referring(type, view, direct);
                if (matched == null) {
                    throw unknown(type); // uninstalled since
                }
                out.writeArrayPropertyStart(type);
                matched.forEach(object -> out.writeString(object.toString()));
                out.writeEndArray();
            }
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayPropertyStart("notFound");
        notFound.forEach(out::writeString);
        out.writeEndArray();
        out.writeEndObject();
    }

    // RFC 9404 §4.3
    private static MethodError unknown(String type) {
        return new MethodError("unknownDataType", type.length() > 100 ? null : type);
    }

    private static boolean isReadable(View view, BlobId id) throws IOException {
        try (BlobInput input = view.open(id.blob(), 0, 0).orElse(null)) {
            return input != null;
        }
    }
}

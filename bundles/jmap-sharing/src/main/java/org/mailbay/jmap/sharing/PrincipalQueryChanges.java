package org.mailbay.jmap.sharing;

import java.io.IOException;
import java.util.Set;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Method;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code Principal/queryChanges}: cannot be calculated, as the query says (RFC 9670 §2.5). */
@Component
public final class PrincipalQueryChanges implements Method {
    private static final Set<String> ARGUMENTS =
            Set.of("accountId", "filter", "sort", "sinceQueryState", "maxChanges", "upToId", "calculateTotal");

    @Activate
    public PrincipalQueryChanges(@Reference PrincipalType principals) {
        // without the type there is no such method
    }

    @Override
    public String name() {
        return "Principal/queryChanges";
    }

    @Override
    public String capability() {
        return Stored.CAPABILITY;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), ARGUMENTS, Set.of());
        View view = call.view();
        arguments.needString("sinceQueryState");
        PrincipalFilter.of(arguments.get("filter"));
        throw new MethodError(
                MethodError.CANNOT_CALCULATE_CHANGES,
                "principals of " + view.account().id());
    }
}

package org.mailbay.store.engine.admin;

import java.io.IOException;
import java.util.List;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;

/** A part of {@code /admin/v1/store}. A service within this bundle. */
public interface StoreArea {
    /** The path segment after {@code store}. */
    String name();

    /** Answers a request whose path is what follows the name. */
    AdminResponse handle(AdminRequest request) throws AdminProblem, IOException;

    /** Refuses all but one method, and whatever is below the area. */
    static void only(String method, AdminRequest request) throws AdminProblem {
        if (!request.method().equals(method) || !request.path().isEmpty()) {
            throw unknown(request);
        }
    }

    /** The request, without the first segments of its path. */
    static AdminRequest below(AdminRequest request, int segments) {
        List<String> path = request.path().subList(segments, request.path().size());
        return new AdminRequest(
                request.method(),
                path,
                request.query(),
                request.body(),
                request.content(),
                request.actor().name());
    }

    /** The account that a request names. */
    static Space account(JmapStore store, String name) throws AdminProblem, IOException {
        AccountId id = AccountId.parse(name).orElse(null);
        Space account = id == null ? null : store.space(id);
        if (account == null) {
            throw new AdminProblem(404, "no-account", "There is no account " + name + ".");
        }
        return account;
    }

    /** What to say to a request that no area knows. */
    static AdminProblem unknown(AdminRequest request) {
        return new AdminProblem(
                404,
                "not-found",
                "There is no " + request.method() + " /store/" + String.join("/", request.path()) + ".");
    }
}

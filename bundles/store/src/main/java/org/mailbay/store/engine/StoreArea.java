package org.mailbay.store.engine;

import java.io.IOException;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;

/** A part of {@code /admin/v1/store}. A service within this bundle. */
public interface StoreArea {
    /** The path segment after {@code store}. */
    String name();

    /** Answers a request whose path is what follows the name. */
    AdminResponse handle(AdminRequest request) throws AdminProblem, IOException;

    /** What to say to a request that no area knows. */
    static AdminProblem unknown(AdminRequest request) {
        return new AdminProblem(
                404,
                "not-found",
                "There is no " + request.method() + " /store/" + String.join("/", request.path()) + ".");
    }
}

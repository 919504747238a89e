package org.mailbay.store.engine.admin;

import java.io.IOException;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.engine.Space;

/** A part of {@code /admin/v1/store/accounts/{id}}. A service within this bundle. */
public interface AccountArea {
    /** The path segment after the account. */
    String name();

    /** Answers a request whose path is what follows the name. */
    AdminResponse handle(Space account, AdminRequest request) throws AdminProblem, IOException;
}

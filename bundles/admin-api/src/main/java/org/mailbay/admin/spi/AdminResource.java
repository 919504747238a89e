package org.mailbay.admin.spi;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A part of the admin API. A service with the property {@link #PATH}; asked only for administrators who are logged in. */
@ConsumerType
public interface AdminResource {
    /** Service property: the first path segment below {@code /admin/v1/}, such as {@code accounts}. */
    String PATH = "mailbay.admin.path";

    /**
     * Answers a request.
     *
     * @throws AdminProblem when it is refused
     * @throws IOException when it failed; the client sees 500 and the trace id
     */
    AdminResponse handle(AdminRequest request) throws AdminProblem, IOException;
}

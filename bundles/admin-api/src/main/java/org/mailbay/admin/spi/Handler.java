package org.mailbay.admin.spi;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Does what an operation declares: a method reference of the resource. */
@ConsumerType
@FunctionalInterface
public interface Handler {
    /**
     * Answers a request whose body and parameters are as declared, of an actor who has the role.
     *
     * @throws AdminProblem when it is refused
     * @throws IOException when it failed; the client sees 500 and the trace id
     */
    AdminResponse handle(AdminRequest request) throws AdminProblem, IOException;
}

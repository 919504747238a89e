package org.mailbay.admin.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A part of the admin API. A service with the property {@link #PATH}.
 *
 * <p>It declares what can be asked of it; who asks, and whether the request is well formed, the server has looked at when the handler
 * of an operation is called. What it must do itself: show only what the {@link Actor} sees.
 */
@ConsumerType
public interface AdminResource {
    /**
     * Service property: the path below {@code /admin/v1/}, such as {@code accounts}; may have several segments and variables, as
     * {@code store/accounts/{account}}.
     */
    String PATH = "mailbay.admin.path";

    /** What can be asked: the same for as long as the service is there. */
    List<Operation> operations();
}

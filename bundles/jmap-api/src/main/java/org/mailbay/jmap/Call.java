package org.mailbay.jmap;

import org.mailbay.directory.Credential;
import org.mailbay.directory.Principal;
import org.mailbay.store.Account;
import org.osgi.annotation.versioning.ProviderType;
import tools.jackson.databind.node.ObjectNode;

/** A method call (RFC 8620 §3.2), its result references resolved. */
@ProviderType
public interface Call {
    /** Who asks. */
    Principal principal();

    /** What the principal logged in with; what is tied to that ends with it (RFC 8620 §7.2). */
    Credential credential();

    /** The method's name, such as {@code Email/import}. */
    String method();

    /** Its arguments; the callee may keep and change them. */
    ObjectNode arguments();

    /**
     * The account that the argument {@code accountId} names.
     *
     * @throws MethodError invalidArguments when there is none, accountNotFound when the principal cannot see it
     */
    View view() throws MethodError;

    /**
     * Another account, such as the one to copy from.
     *
     * @throws MethodError invalidArguments or, for an account that the principal cannot see, {@code notFound}
     */
    View view(String argument, String notFound) throws MethodError;

    /** The principal's own account, which keeps what it uploads until an object refers to it, in whatever account. */
    Account own() throws MethodError;

    /** The limits announced to the client. */
    Limits limits();

    /**
     * Counts work that an answer's size does not bound, so that a method can bound what all calls of one request cost together.
     *
     * @param what is counted, by a name of the method's
     * @param more is done now, at least 0
     * @return how much of it this request has had done by now
     */
    long worked(String what, long more);
}

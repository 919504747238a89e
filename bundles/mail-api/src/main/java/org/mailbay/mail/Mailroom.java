package org.mailbay.mail;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mailbay.directory.Principal;
import org.mailbay.store.AccountId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Mail for faces that are not JMAP, such as IMAP and POP3. A service of the mail model.
 *
 * <p>Hold it by a lease for as long as a command takes: what it gives is good for no longer.
 */
@ProviderType
public interface Mailroom {
    /**
     * An account's mail, as a principal may see and change it.
     *
     * @return empty when there is no such account, or nothing of its mail is shared with the principal: it cannot tell which
     */
    Optional<MailAccount> open(Principal principal, AccountId account) throws IOException;

    /** The accounts of others in which the principal sees a mailbox, by the address of their owners. */
    List<Owner> shared(Principal principal) throws IOException;

    /**
     * One of them, by the address; also one that {@link #shared(Principal)} does not know of yet, because it was shared a moment ago.
     *
     * @return empty when there is none, or the principal sees no mailbox there
     */
    default Optional<Owner> shared(Principal principal, String address) throws IOException {
        return shared(principal).stream()
                .filter(owner -> owner.address().equals(address))
                .findFirst();
    }

    /** Whose account another's is. */
    record Owner(String address, AccountId account) {}
}

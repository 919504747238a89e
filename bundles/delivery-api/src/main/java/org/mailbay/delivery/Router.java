package org.mailbay.delivery;

import org.mailbay.store.AccountId;
import org.osgi.annotation.versioning.ProviderType;

/** Says where mail goes: mailboxes, aliases, groups, lists, forwarding, other servers. A service; answers from memory, for each recipient. */
@ProviderType
public interface Router {
    /**
     * Where mail goes.
     *
     * @param sender reverse-path, empty for the null sender; may change what is answered (lists, loops)
     * @param recipient forward-path, as in RCPT TO
     */
    Routing route(String sender, String recipient);

    /** Whether who owns an account may send as an address: mail to it is theirs, or they were given the right to. */
    boolean maySendAs(AccountId account, String address);
}

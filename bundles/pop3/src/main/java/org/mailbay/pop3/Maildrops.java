package org.mailbay.pop3;

import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.AccountId;

/** Which maildrops are open: each in one session at a time (RFC 1939 §4). */
final class Maildrops {
    private final ConcurrentHashMap<AccountId, Integer> sessions = new ConcurrentHashMap<>();

    /** Opens one; false when another session has it. */
    boolean enter(AccountId account) {
        return sessions.putIfAbsent(account, 1) == null;
    }

    /** Opens one for a session that had it in another revision: there it counted, and it is not sent away for who was faster here. */
    void enterAgain(AccountId account) {
        sessions.merge(account, 1, Integer::sum);
    }

    void leave(AccountId account) {
        sessions.computeIfPresent(account, (_, count) -> count > 1 ? count - 1 : null);
    }

    int size() {
        return sessions.size();
    }
}

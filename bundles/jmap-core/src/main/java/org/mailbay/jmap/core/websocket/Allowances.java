package org.mailbay.jmap.core.websocket;

import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.AccountId;

/** How much of unfinished messages each user may have here, over all connections. Threads: any. */
final class Allowances {
    private final ConcurrentHashMap<AccountId, Long> used = new ConcurrentHashMap<>();

    private final long most;

    /** {@code most} bytes for each user. */
    Allowances(long most) {
        this.most = most;
    }

    /** Takes so many bytes; false when the user has too many already. */
    boolean take(AccountId user, int bytes) {
        boolean[] taken = {false};
        used.compute(user, (id, now) -> {
            long before = now == null ? 0 : now;
            taken[0] = before + bytes <= most;
            return taken[0] ? (Long) (before + bytes) : now;
        });
        return taken[0];
    }

    /** Gives them back. */
    void giveBack(AccountId user, int bytes) {
        if (bytes > 0) {
            used.computeIfPresent(user, (id, now) -> now <= bytes ? null : now - bytes);
        }
    }
}

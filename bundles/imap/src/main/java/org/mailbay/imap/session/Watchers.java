package org.mailbay.imap.session;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.AccountId;

/** Who wants to hear at once of changes of which accounts: sessions in IDLE or with NOTIFY. */
public final class Watchers {
    /** A session that waits. */
    @FunctionalInterface
    public interface Watcher {
        /** Something in the account may have changed. Called on the committing thread: returns at once. */
        void changed(AccountId account);
    }

    private final Map<AccountId, Set<Watcher>> watchers = new ConcurrentHashMap<>();

    /** Adds one. */
    public void add(AccountId account, Watcher watcher) {
        watchers.compute(account, (_, some) -> {
            Set<Watcher> set = some == null ? ConcurrentHashMap.newKeySet(2) : some;
            set.add(watcher);
            return set;
        });
    }

    /** Removes one. */
    public void remove(AccountId account, Watcher watcher) {
        watchers.computeIfPresent(account, (_, set) -> {
            set.remove(watcher);
            return set.isEmpty() ? null : set;
        });
    }

    /** Tells those who wait. */
    public void changed(AccountId account) {
        Set<Watcher> some = watchers.get(account);
        if (some != null) {
            some.forEach(watcher -> watcher.changed(account));
        }
    }
}

package org.mailbay.jmap.core.http;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.core.push.Listener;
import org.mailbay.jmap.core.push.Seen;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.SharedAccounts.Shared;
import org.mailbay.store.Account;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Store;
import org.mailbay.swap.Swappable.Lease;

/** What happened while a client was away (RFC 8620 §7.3, RFC 8887 §4.3.5.2). */
public final class Missed {
    private final Models models;

    private final Stores stores;

    public Missed(Models models, Stores stores) {
        this.models = models;
        this.stores = stores;
    }

    /**
     * Tells {@code listener} of what changed since {@code seen}, what the client was given last; if that is no state of an account, or one
     * that is yet to come (a backup was restored), then of everything. To be called after the listener was added, so that nothing falls
     * between.
     */
    public void tell(Seen seen, Principal principal, Listener listener) throws IOException {
        try (Lease<Store> store = stores.acquire()) {
            tell(store.service().account(principal.account()), 0, seen.own(), listener);
            for (Shared other : models.shared(principal)) {
                long since = seen.others().getOrDefault(other.account(), 0L);
                tell(store.service().account(other.account()), other.version(), since, listener);
            }
        }
    }

    private void tell(Optional<Account> account, long version, long seen, Listener listener) throws IOException {
        if (account.isEmpty()) {
            return;
        }
        Snapshot now = account.get().snapshot();
        long since = seen > now.modSeq() ? 0 : seen;
        for (String name : models.types()) {
            try (Lease<DataType> type = models.type(name)) {
                if (type != null && (version == 0 || type.service().isShared())) {
                    long state = now.objects(type.service().type()).state();
                    if (state > since) {
                        listener.changed(now.account(), version, state, Set.of(name));
                    }
                }
            }
        }
    }
}

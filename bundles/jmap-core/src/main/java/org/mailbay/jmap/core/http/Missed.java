package org.mailbay.jmap.core.http;

import java.io.IOException;
import java.util.Set;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.core.push.Listener;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.spi.DataType;
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
     * Tells {@code listener} of what changed since {@code seen}, the last state that the client was given; if that is no state of this
     * account, or one that is yet to come (a backup was restored), then of everything. To be called after the listener was added, so
     * that nothing falls between.
     */
    public void tell(String seen, Principal principal, Listener listener) throws IOException {
        long given = seen.matches("\\d{1,18}") ? Long.parseLong(seen) : 0;
        try (Lease<Store> store = stores.acquire()) {
            Account account = store.service().account(principal.account()).orElse(null);
            if (account == null) {
                return;
            }
            Snapshot now = account.snapshot();
            long since = given > now.modSeq() ? 0 : given;
            for (String name : models.types()) {
                try (Lease<DataType> type = models.type(name)) {
                    long state = type == null
                            ? 0
                            : now.objects(type.service().type()).state();
                    if (state > since) {
                        listener.changed(account.id(), state, Set.of(name));
                    }
                }
            }
        }
    }
}

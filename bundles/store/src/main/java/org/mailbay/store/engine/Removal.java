package org.mailbay.store.engine;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of an account: one commit after which nobody finds it. What is in it goes as what is left of {@link Hidden} ones does. */
final class Removal {
    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);

    private final Registry registry;
    private final Handles handles;
    private final Residents residents;
    private final Snapshots snapshots;
    private final Map<AccountId, String> damaged;

    Removal(
            Registry registry,
            Handles handles,
            Residents residents,
            Snapshots snapshots,
            Map<AccountId, String> damaged) {
        this.registry = registry;
        this.handles = handles;
        this.residents = residents;
        this.snapshots = snapshots;
        this.damaged = damaged;
    }

    void hide(Space space, @Nullable Searcher searcher) throws IOException {
        if (space.id().equals(AccountId.SYSTEM)) {
            throw new IllegalArgumentException("the server's own account stays");
        }
        space.remove(() -> registry.hide(space.id(), space.tenant()));
        handles.forget(space);
        residents.forget(space);
        snapshots.forget(space);
        damaged.remove(space.id());
        if (searcher != null) {
            searcher.removed(space);
        }
        LOG.info("event=account-removed account={} tenant={}", space.id(), space.tenant());
    }
}

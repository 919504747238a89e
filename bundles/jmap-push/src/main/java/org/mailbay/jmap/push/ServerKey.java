package org.mailbay.jmap.push;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Store;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** The key that tells push services who sends: made once, kept in the server's own account. */
@Component(service = ServerKey.class)
public final class ServerKey {
    private static final Duration AWAY = Duration.ofSeconds(5);

    private static final Duration DRAIN = Duration.ofSeconds(15);

    private final Swappable<Store> stores = new Swappable<>("store");

    private volatile @Nullable Vapid vapid;

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindStore(Store store) {
        stores.bind(store);
    }

    void unbindStore(Store store) {
        stores.unbind(store, DRAIN);
    }

    /** The key, made when there is none. */
    Vapid get() throws IOException {
        Vapid known = vapid;
        if (known != null) {
            return known;
        }
        try (Lease<Store> store = stores.acquire(AWAY)) {
            Account system = store.service()
                    .account(AccountId.SYSTEM)
                    .orElseThrow(() -> new IOException("the server's own account is missing"));
            Objects keys = system.snapshot().objects(Stored.KEY);
            ObjectId id = keys.all().size() > 0 ? keys.id(keys.all().toArray()[0]) : make(system);
            byte[] stored = system.bytes(id);
            if (stored == null) {
                throw new IOException("the key of Web Push is missing");
            }
            Vapid now = new Vapid(stored);
            vapid = now;
            return now;
        } catch (GeneralSecurityException e) {
            throw new IOException("the key of Web Push is damaged", e);
        }
    }

    /** Makes it, unless somebody else just did. */
    private static ObjectId make(Account system) throws IOException, GeneralSecurityException {
        byte[] made = Vapid.make();
        return system.<ObjectId, RuntimeException>write(tx -> {
            Objects keys = tx.snapshot().objects(Stored.KEY);
            return keys.all().size() > 0
                    ? keys.id(keys.all().toArray()[0])
                    : tx.create(Stored.KEY, Row.EMPTY, made, List.of());
        });
    }
}

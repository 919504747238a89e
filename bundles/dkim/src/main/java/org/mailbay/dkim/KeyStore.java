package org.mailbay.dkim;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Store;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;

/** The keys in the server's own account, which the store encrypts as it does everything. */
final class KeyStore {
    private static final Duration AWAY = Duration.ofSeconds(5);

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Swappable<Store> stores;

    /** Keys in use; those of objects that are gone are forgotten. */
    private final Map<ObjectId, KeyPair> pairs = new ConcurrentHashMap<>();

    private volatile Known known = new Known(-1, List.of());

    private record Known(long state, List<DomainKey> keys) {}

    KeyStore(Swappable<Store> stores) {
        this.stores = stores;
    }

    private static Account system(Store store) throws IOException {
        return store.account(AccountId.SYSTEM)
                .orElseThrow(() -> new IOException("the server's own account is missing"));
    }

    /** All keys, the oldest first. */
    List<DomainKey> keys() throws IOException {
        try (Lease<Store> store = stores.acquire(AWAY)) {
            Snapshot now = system(store.service()).snapshot();
            long state = now.objects(DomainKey.TYPE).state();
            Known before = known;
            if (before.state() == state) {
                return before.keys();
            }
            List<DomainKey> keys = keys(now);
            pairs.keySet().retainAll(keys.stream().map(DomainKey::id).toList());
            known = new Known(state, keys);
            return keys;
        }
    }

    private static List<DomainKey> keys(Snapshot snapshot) {
        Objects objects = snapshot.objects(DomainKey.TYPE);
        List<DomainKey> keys = new ArrayList<>();
        for (int ordinal : objects.all().toArray()) {
            keys.add(DomainKey.of(objects.id(ordinal), objects.row(ordinal)));
        }
        return List.copyOf(keys);
    }

    /** Both halves of a key. */
    KeyPair pair(DomainKey key) throws IOException {
        KeyPair before = pairs.get(key.id());
        if (before != null) {
            return before;
        }
        try (Lease<Store> store = stores.acquire(AWAY)) {
            byte[] bytes = system(store.service()).bytes(key.id());
            if (bytes == null) {
                throw new IOException("key " + key.name() + " is gone");
            }
            KeyPair pair = DomainKey.pair(key.kind(), bytes);
            pairs.put(key.id(), pair);
            return pair;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IOException("key " + key.name() + " is damaged", e);
        }
    }

    /**
     * Adds a key that waits, unless the domain has one of this kind that waits already, or {@code onlyFirst} and any of this kind.
     *
     * @return the new one
     */
    Optional<DomainKey> make(String domain, KeyKind kind, Instant now, boolean onlyFirst) throws IOException {
        KeyPair pair;
        try {
            pair = kind.make();
        } catch (GeneralSecurityException e) {
            throw new IOException("no key of kind " + kind.word() + " can be made", e);
        }
        byte[] bytes = DomainKey.bytes(pair);
        try (Lease<Store> store = stores.acquire(AWAY)) {
            return system(store.service()).<Optional<DomainKey>, RuntimeException>write(tx -> {
                List<DomainKey> present = keys(tx.snapshot()).stream()
                        .filter(key -> key.domain().equals(domain) && key.kind() == kind)
                        .toList();
                if (present.stream().anyMatch(key -> onlyFirst || key.state() == KeyState.WAITING)) {
                    return Optional.empty();
                }
                DomainKey key = new DomainKey(
                        DomainKey.TYPE.id(tx.nextNumber()),
                        domain,
                        selector(present, kind, now),
                        kind,
                        now,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Instant.EPOCH);
                tx.create(DomainKey.TYPE, key.id(), key.row(), bytes, List.of());
                return Optional.of(key);
            });
        }
    }

    /** The day, and a number when one of that day was used already. */
    private static String selector(List<DomainKey> present, KeyKind kind, Instant now) {
        String day = "mb" + DAY.format(now) + kind.letter();
        String selector = day;
        for (int i = 2; taken(present, selector); i++) {
            selector = day + i;
        }
        return selector;
    }

    private static boolean taken(List<DomainKey> present, String selector) {
        return present.stream().anyMatch(key -> key.selector().equals(selector));
    }

    /** Changes a key that is there. */
    void change(DomainKey key, UnaryOperator<DomainKey> to) throws IOException {
        try (Lease<Store> store = stores.acquire(AWAY)) {
            system(store.service()).<Boolean, RuntimeException>write(tx -> {
                Row row = tx.row(key.id());
                if (row != null) {
                    tx.update(
                            DomainKey.TYPE,
                            key.id(),
                            to.apply(DomainKey.of(key.id(), row)).row());
                }
                return true;
            });
        }
    }

    /** Removes a key; nothing of it is kept. */
    void remove(DomainKey key) throws IOException {
        try (Lease<Store> store = stores.acquire(AWAY)) {
            system(store.service()).<Boolean, RuntimeException>write(tx -> {
                if (tx.row(key.id()) != null) {
                    tx.keepNoPast(DomainKey.TYPE);
                    tx.destroy(DomainKey.TYPE, key.id());
                }
                return true;
            });
        }
    }
}

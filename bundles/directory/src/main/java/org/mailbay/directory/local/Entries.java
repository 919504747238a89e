package org.mailbay.directory.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Departed;
import org.mailbay.directory.Domain;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Tenant;
import org.mailbay.store.Account;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;

/** Everything the directory knows, by name, in memory; follows the server's own account by its change log. */
final class Entries {
    final Index<Tenant> tenants = new Index<>(Types.TENANT, Types::tenant, Tenant::name);
    final Index<Domain> domains = new Index<>(Types.DOMAIN, Types::domain, Domain::name);
    final Index<Principal> principals = new Index<>(Types.PRINCIPAL, Types::principal, Principal::address);
    final Index<Types.Token> tokens = new Index<>(Types.TOKEN, Types::token, Types.Token::hash);
    final Index<Types.Key> keys = new Index<>(Types.KEY, Types::key, Types.Key::hash);

    /** Who was removed and whose data is still there, by account. */
    final Index<Departed> departed = new Index<>(
            Types.PRINCIPAL, Types::departed, who -> who.principal().account().toString());

    /** By account. */
    final Index<Types.Holding> holdings = new Index<>(
            Types.PRINCIPAL, Types::holding, holding -> holding.account().toString());

    /** By tenant's id. */
    final Index<Types.Granted> granted = new Index<>(
            Types.TENANT, Types::granted, granted -> granted.tenant().toString());

    /** Takes in what has changed since the last time. */
    synchronized void follow(Account system) throws IOException {
        tenants.follow(system);
        domains.follow(system);
        principals.follow(system);
        tokens.follow(system);
        keys.follow(system);
        departed.follow(system);
        holdings.follow(system);
        granted.follow(system);
    }

    /** The objects of one type by name. */
    static final class Index<V> {
        private final ObjectType type;
        private final Function<Row, @Nullable V> read;
        private final Function<V, String> name;
        private final Map<String, Entry<V>> byName = new ConcurrentHashMap<>();
        private final Map<ObjectId, String> names = new ConcurrentHashMap<>();
        private volatile long state = -1;

        record Entry<V>(ObjectId id, V value) {}

        /** @param read gives null for what is not of this index */
        Index(ObjectType type, Function<Row, @Nullable V> read, Function<V, String> name) {
            this.type = type;
            this.read = read;
            this.name = name;
        }

        @Nullable
        Entry<V> get(String key) {
            return byName.get(key);
        }

        @Nullable
        Entry<V> get(ObjectId id) {
            String key = names.get(id);
            return key == null ? null : byName.get(key);
        }

        List<V> all() {
            return entries().stream().map(Entry::value).toList();
        }

        /** By name. */
        List<Entry<V>> entries() {
            List<Entry<V>> entries = new ArrayList<>(byName.values());
            entries.sort((a, b) -> name.apply(a.value).compareTo(name.apply(b.value)));
            return entries;
        }

        int size() {
            return byName.size();
        }

        /** The modseq of what is taken in; another one after each change of the type. */
        long state() {
            return state;
        }

        /** In no order; makes nothing. */
        Iterable<Entry<V>> each() {
            return byName.values();
        }

        private void follow(Account system) throws IOException {
            while (state >= 0) {
                Changes changes = system.changes(type, state, Integer.MAX_VALUE);
                if (!(changes instanceof Changes.Since since)) {
                    break;
                }
                Objects objects = system.snapshot().objects(type);
                since.destroyed().forEach(this::forget);
                since.created().forEach(id -> learn(objects, id));
                since.updated().forEach(id -> learn(objects, id));
                state = since.newState();
                if (!since.hasMore()) {
                    return;
                }
            }
            Objects objects = system.snapshot().objects(type);
            byName.clear();
            names.clear();
            objects.all().forEach(ordinal -> learn(objects, objects.id(ordinal)));
            state = objects.state();
        }

        private void learn(Objects objects, ObjectId id) {
            int ordinal = objects.ordinal(id);
            forget(id);
            if (ordinal >= 0) {
                V value = read.apply(objects.row(ordinal));
                if (value != null) {
                    names.put(id, name.apply(value));
                    byName.put(name.apply(value), new Entry<>(id, value));
                }
            }
        }

        private void forget(ObjectId id) {
            String old = names.remove(id);
            if (old != null) {
                // Another one may have taken the name.
                byName.computeIfPresent(old, (key, entry) -> entry.id().equals(id) ? null : entry);
            }
        }
    }
}

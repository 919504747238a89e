package org.mailbay.jmap.push;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;

/** Whose subscriptions hear of which account. Threads: any; changes to one user by one at a time. */
final class Users {
    private final Map<AccountId, User> byAccount = new ConcurrentHashMap<>();

    /** By account, the users who hear of it. */
    private final Map<AccountId, Set<AccountId>> hearing = new ConcurrentHashMap<>();

    private final Object[] turns = new Object[64];

    private volatile @Nullable People people;

    /** A user's subscriptions, and the accounts of others that it hears of. */
    private record User(Map<ObjectId, Watch> watches, Set<AccountId> others) {}

    private record People(long revision, Map<AccountId, Principal> byAccount) {}

    Users() {
        Arrays.setAll(turns, i -> new Object());
    }

    /** What to hold while a user is looked at. */
    Object turn(AccountId user) {
        return turns[Math.floorMod(user.hashCode(), turns.length)];
    }

    boolean has(AccountId user) {
        return byAccount.containsKey(user);
    }

    int size() {
        return byAccount.values().stream().mapToInt(user -> user.watches.size()).sum();
    }

    List<Watch> all() {
        List<Watch> all = new ArrayList<>();
        byAccount.values().forEach(user -> all.addAll(user.watches.values()));
        return all;
    }

    /** Those who hear of an account. */
    List<Watch> hearing(AccountId account) {
        List<Watch> watches = new ArrayList<>();
        for (AccountId name : hearing.getOrDefault(account, Set.of())) {
            User user = byAccount.get(name);
            if (user != null) {
                watches.addAll(user.watches.values());
            }
        }
        return watches;
    }

    /** Says what a user has now; subscriptions that stay keep what they were not told of. */
    List<Watch> put(AccountId name, Map<ObjectId, Subscription> now, Set<AccountId> others) {
        User before = byAccount.getOrDefault(name, new User(Map.of(), Set.of()));
        Map<ObjectId, Watch> watches = new HashMap<>();
        now.forEach((id, subscription) -> {
            Watch watch = before.watches.get(id);
            if (watch == null) {
                watch = new Watch(name, subscription);
            } else {
                watch.renew(subscription);
            }
            watches.put(id, watch);
        });
        before.watches.forEach((id, watch) -> {
            if (!watches.containsKey(id)) {
                watch.end();
            }
        });
        if (watches.isEmpty()) {
            byAccount.remove(name);
        } else {
            byAccount.put(name, new User(Map.copyOf(watches), Set.copyOf(others)));
            hear(name, name);
            others.forEach(other -> hear(other, name));
        }
        before.others.stream()
                .filter(other -> watches.isEmpty() || !others.contains(other))
                .forEach(other -> hearNoMore(other, name));
        if (watches.isEmpty()) {
            hearNoMore(name, name);
        }
        return List.copyOf(watches.values());
    }

    private void hear(AccountId account, AccountId user) {
        hearing.compute(account, (id, list) -> {
            Set<AccountId> now = list == null ? ConcurrentHashMap.newKeySet() : list;
            now.add(user);
            return now;
        });
    }

    private void hearNoMore(AccountId account, AccountId user) {
        hearing.computeIfPresent(account, (id, list) -> {
            list.remove(user);
            return list.isEmpty() ? null : list;
        });
    }

    /** The principal with this account. */
    @Nullable
    Principal principal(Directory directory, AccountId account) {
        long revision = directory.revision();
        People known = people;
        if (known == null || known.revision != revision) {
            Map<AccountId, Principal> map = new HashMap<>();
            directory.principals().forEach(principal -> map.put(principal.account(), principal));
            known = new People(revision, map);
            people = known;
        }
        return known.byAccount.get(account);
    }
}

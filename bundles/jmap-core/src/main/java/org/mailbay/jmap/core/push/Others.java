package org.mailbay.jmap.core.push;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.spi.SharedAccounts.Shared;
import org.mailbay.store.AccountId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who hears of accounts that others share with them. Threads: any.
 *
 * <p>What a user may see is looked up off the committing thread, anew for each change; commits to an account that come meanwhile become
 * one.
 */
final class Others {
    private static final Logger LOG = LoggerFactory.getLogger(Others.class);

    private final Models models;

    private final Executor work;

    private final Function<AccountId, Iterable<Listener>> listeners;

    /** The users who are here, and what is shared with each. */
    private final Map<AccountId, User> users = new ConcurrentHashMap<>();

    /** By account of an owner, the users who hear of it. */
    private final Map<AccountId, Set<AccountId>> hearing = new ConcurrentHashMap<>();

    private final Map<AccountId, Burst> bursts = new ConcurrentHashMap<>();

    private record User(Principal principal, Set<AccountId> owners) {}

    /** Commits that were not told of yet. */
    private record Burst(long modSeq, Set<String> types) {}

    /** @param listeners of a user */
    Others(Models models, Executor work, Function<AccountId, Iterable<Listener>> listeners) {
        this.models = models;
        this.work = work;
        this.listeners = listeners;
    }

    /** Lets a user hear of what is shared with it. */
    void add(Principal principal) {
        users.putIfAbsent(principal.account(), new User(principal, Set.of()));
        later(() -> look(principal.account()));
    }

    /** Nobody listens for the user any more. */
    void remove(AccountId user) {
        User gone = users.remove(user);
        if (gone != null) {
            gone.owners.forEach(owner -> leave(owner, user));
        }
    }

    /** Notes a commit; returns at once. */
    void committed(AccountId account, long modSeq, Set<String> types) {
        if (users.containsKey(account) && !types.stream().allMatch(models::knows)) {
            later(() -> look(account)); // what is no data type may be the list of accounts that are shared
        }
        if (!hearing.containsKey(account)) {
            return;
        }
        Set<String> shared = new TreeSet<>(types);
        shared.removeIf(type -> !models.shares(type));
        if (shared.isEmpty()) {
            return;
        }
        boolean[] first = {false};
        bursts.compute(account, (id, burst) -> {
            first[0] = burst == null;
            if (burst != null) {
                shared.addAll(burst.types);
            }
            return new Burst(modSeq, shared);
        });
        if (first[0]) {
            later(() -> tell(account));
        }
    }

    private void look(AccountId account) throws IOException {
        User before = users.get(account);
        if (before == null) {
            return;
        }
        Set<AccountId> owners = new HashSet<>();
        models.shared(before.principal).forEach(shared -> owners.add(shared.account()));
        boolean[] here = {false};
        users.computeIfPresent(account, (id, user) -> {
            here[0] = true;
            owners.forEach(owner -> join(owner, id));
            user.owners.stream().filter(owner -> !owners.contains(owner)).forEach(owner -> leave(owner, id));
            return new User(user.principal, owners);
        });
        if (!here[0]) {
            owners.forEach(owner -> leave(owner, account));
        }
    }

    private void tell(AccountId owner) throws IOException {
        Burst burst = bursts.remove(owner);
        if (burst == null) {
            return;
        }
        for (AccountId name : hearing.getOrDefault(owner, Set.of())) {
            User user = users.get(name);
            Optional<Shared> seen = user == null ? Optional.empty() : models.shared(user.principal, owner);
            if (seen.isPresent()) {
                for (Listener listener : listeners.apply(name)) {
                    listener.changed(owner, seen.get().version(), burst.modSeq, burst.types);
                }
            }
        }
    }

    private void join(AccountId owner, AccountId user) {
        hearing.compute(owner, (id, list) -> {
            Set<AccountId> now = list == null ? ConcurrentHashMap.newKeySet() : list;
            now.add(user);
            return now;
        });
    }

    private void leave(AccountId owner, AccountId user) {
        hearing.computeIfPresent(owner, (id, list) -> {
            list.remove(user);
            return list.isEmpty() ? null : list;
        });
    }

    private void later(Look look) {
        try {
            work.execute(() -> {
                try {
                    look.run();
                } catch (IOException | RuntimeException e) {
                    LOG.debug("event=jmap.push outcome=away reason=\"{}\"", e.toString());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("event=jmap.push outcome=closed");
        }
    }

    /** A look at what is shared. */
    @FunctionalInterface
    private interface Look {
        void run() throws IOException;
    }
}

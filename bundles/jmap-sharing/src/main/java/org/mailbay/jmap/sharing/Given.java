package org.mailbay.jmap.sharing;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.mailbay.jmap.spi.Shareable;
import org.mailbay.store.AccountId;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;

/**
 * What one principal may see of one account.
 *
 * @param readOnly whether it may change nothing of it
 * @param version another number when it may see, or do, something else
 * @param types names of the types of which it sees objects
 */
record Given(boolean readOnly, long version, Set<String> types) {
    /**
     * What an account's owner shares with whom.
     *
     * @param states of the types that were looked at, to notice when to look anew
     */
    record Giving(Map<String, Long> states, Map<AccountId, Given> byPrincipal) {}

    /** The states on which {@link #read} depends. */
    static Map<String, Long> states(Snapshot snapshot, Iterable<? extends Shareable> types) {
        Map<String, Long> states = new TreeMap<>();
        for (Shareable type : types) {
            states.put(type.type().name(), snapshot.objects(type.type()).state());
        }
        return states;
    }

    /** Reads the rows of everything that can be shared. */
    static Giving read(Snapshot snapshot, Iterable<? extends Shareable> types) {
        Map<AccountId, Sum> sums = new HashMap<>();
        for (Shareable type : types) {
            Objects objects = snapshot.objects(type.type());
            objects.all()
                    .forEach(ordinal -> type.shares(objects.row(ordinal)).forEach((principal, rights) -> {
                        if (!Collections.disjoint(rights, type.rightsToSee())) {
                            String what = objects.id(ordinal) + " " + String.join(",", new TreeSet<>(rights));
                            Sum sum = sums.computeIfAbsent(principal, _ -> new Sum());
                            sum.hash += Hash.of(1, what); // whatever the order
                            sum.types.add(type.type().name());
                            sum.readOnly &= Collections.disjoint(rights, type.rightsToChange());
                        }
                    }));
        }
        sums.remove(snapshot.account());
        Map<AccountId, Given> byPrincipal = new HashMap<>();
        sums.forEach((principal, sum) ->
                byPrincipal.put(principal, new Given(sum.readOnly, Hash.version(sum.hash), Set.copyOf(sum.types))));
        return new Giving(states(snapshot, types), byPrincipal);
    }

    private static final class Sum {
        long hash;

        boolean readOnly = true;

        final Set<String> types = new TreeSet<>();
    }
}

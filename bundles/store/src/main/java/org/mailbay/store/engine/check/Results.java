package org.mailbay.store.engine.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.Finding;

/** What the newest look at each account found. Bounded. Any thread. */
final class Results {
    private static final int MOST = 10_000;

    private final Map<AccountId, List<Finding>> byAccount = new TreeMap<>();
    private List<Finding> ofShards = List.of();
    private int size;
    private long accounts;
    private @Nullable Instant passed;

    /** Replaces what is known of an account. */
    synchronized void of(AccountId account, List<Finding> findings) {
        accounts++;
        List<Finding> old = byAccount.remove(account);
        size -= old == null ? 0 : old.size();
        List<Finding> kept = findings.subList(0, Math.min(findings.size(), MOST - size));
        if (!kept.isEmpty()) {
            byAccount.put(account, List.copyOf(kept));
            size += kept.size();
        }
    }

    /** Replaces what is known of shards. */
    synchronized void ofShards(List<Finding> findings) {
        ofShards = List.copyOf(findings.subList(0, Math.min(findings.size(), MOST)));
    }

    /** Says that all accounts were looked at, and forgets those that are no more. */
    synchronized void passed(Instant when, List<AccountId> all) {
        passed = when;
        byAccount.keySet().retainAll(new TreeSet<>(all));
        size = byAccount.values().stream().mapToInt(List::size).sum();
    }

    synchronized List<Finding> all() {
        List<Finding> all = new ArrayList<>(ofShards);
        byAccount.values().forEach(all::addAll);
        return all;
    }

    /** How many of each code; those that were seen once stay, with zero. */
    synchronized Map<String, Integer> counts() {
        Map<String, Integer> counts = new TreeMap<>();
        all().forEach(finding -> counts.merge(finding.code(), 1, Integer::sum));
        return counts;
    }

    /** Accounts looked at since the start. */
    synchronized long accounts() {
        return accounts;
    }

    /** When all had been looked at; null when that never was. */
    synchronized @Nullable Instant lastPass() {
        return passed;
    }
}

package org.mailbay.directory.local;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Quota;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;

/**
 * How much accounts may hold, and how much those of a tenant with a limit do.
 *
 * <p>Only accounts of such tenants are counted: all of them once, then those that were written to. Threads: any; {@link #count} by one.
 */
final class Usage {
    private final Register register;
    private final Map<TenantId, Long> used = new ConcurrentHashMap<>();
    private final Map<AccountId, Long> byAccount = new ConcurrentHashMap<>();
    private final Set<AccountId> written = ConcurrentHashMap.newKeySet();
    private volatile boolean looksAtAll = true;

    Usage(Register register) {
        this.register = register;
    }

    /** Has all accounts counted: a tenant has a limit now, or none any more. */
    void look() {
        looksAtAll = true;
    }

    /** Says that an account was written to. */
    void written(AccountId account) {
        Types.Holding holding = holding(account);
        if (holding != null && register.terms(holding.tenant()).bytes() > 0) {
            written.add(account);
        }
    }

    private Types.@Nullable Holding holding(AccountId account) {
        Entries.Index.Entry<Types.Holding> entry = register.entries().holdings.get(account.toString());
        return entry == null ? null : entry.value();
    }

    /** Bytes that a tenant's accounts hold, as last counted. */
    long used(TenantId tenant) {
        return used.getOrDefault(tenant, 0L);
    }

    /** Whether a tenant's accounts hold as much as they may. */
    boolean isFull(TenantId tenant) {
        long most = register.terms(tenant).bytes();
        return most > 0 && used(tenant) >= most;
    }

    /** Bytes that an account holds: from its head, it need not be in memory. */
    long used(AccountId account) throws IOException {
        Optional<Account> known = register.store().account(account);
        return known.isEmpty() ? 0 : known.get().quotaUsed();
    }

    /** Counts what there is to count; whether there was something. */
    boolean count() throws IOException {
        boolean all = looksAtAll;
        looksAtAll = false;
        Set<AccountId> accounts = new HashSet<>(written);
        written.removeAll(accounts);
        try {
            if (all) {
                for (Entries.Index.Entry<Types.Holding> entry :
                        register.entries().holdings.each()) {
                    if (register.terms(entry.value().tenant()).bytes() > 0) {
                        accounts.add(entry.value().account());
                    }
                }
            }
            for (AccountId account : accounts) {
                byAccount.put(account, used(account));
            }
        } catch (IOException e) {
            looksAtAll |= all;
            written.addAll(accounts);
            throw e;
        }
        if (all || !accounts.isEmpty()) {
            sum();
        }
        return all || !accounts.isEmpty();
    }

    private void sum() {
        Map<TenantId, Long> sums = new ConcurrentHashMap<>();
        Set<AccountId> counted = new HashSet<>();
        byAccount.forEach((account, bytes) -> {
            Types.Holding holding = holding(account);
            if (holding != null && register.terms(holding.tenant()).bytes() > 0) {
                sums.merge(holding.tenant(), bytes, Long::sum);
                counted.add(account);
            }
        });
        byAccount.keySet().retainAll(counted);
        used.putAll(sums);
        used.keySet().retainAll(sums.keySet());
    }

    /** How much an account holds and may, for administrators and itself. */
    Map<String, Object> shown(AccountId account) throws IOException {
        Optional<Account> known = register.store().account(account);
        return Map.of(
                "usedBytes",
                used(account),
                "quotaBytes",
                known.isEmpty() ? 0L : known.get().quotaLimit(),
                "quotaSource",
                AccountShapes.word(quota(account).source()));
    }

    /** What a tenant has, counted now. */
    Map<String, Object> shown(TenantId tenant) throws IOException {
        long users = 0;
        long removed = 0;
        long bytes = 0;
        for (Entries.Index.Entry<Types.Holding> entry :
                register.entries().holdings.each()) {
            Types.Holding holding = entry.value();
            if (holding.tenant().equals(tenant)) {
                users += holding.isDeparted() ? 0 : 1;
                removed += holding.isDeparted() ? 1 : 0;
                bytes += used(holding.account());
            }
        }
        long domains = register.entries().domains.all().stream()
                .filter(domain -> domain.tenant().equals(tenant))
                .count();
        return Map.of("users", users, "domains", domains, "removedUsers", removed, "usedBytes", bytes);
    }

    /** What is said of an account, without what others of its tenant hold. */
    Quota quota(AccountId account) {
        Types.Holding holding = holding(account);
        if (holding == null) {
            return Quota.OF_SERVER;
        }
        if (holding.quota().isPresent()) {
            return new Quota(holding.quota(), Quota.Source.ACCOUNT);
        }
        long ofTenant = register.terms(holding.tenant()).quota();
        return ofTenant == 0 ? Quota.OF_SERVER : new Quota(OptionalLong.of(ofTenant), Quota.Source.TENANT);
    }

    /** Bytes that an account may hold now; 0 is no limit, empty what the store says for all. */
    OptionalLong limit(AccountId account) {
        Types.Holding holding = holding(account);
        OptionalLong own = quota(account).bytes();
        if (holding == null) {
            return own;
        }
        if (!isFull(holding.tenant())) {
            return own;
        }
        // The tenant is full: nobody gets anything more until somebody has removed something.
        long full = Math.max(1, byAccount.getOrDefault(account, 0L));
        return OptionalLong.of(own.isPresent() && own.getAsLong() > 0 ? Math.min(own.getAsLong(), full) : full);
    }
}

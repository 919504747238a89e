package org.mailbay.jmap.sharing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;

/**
 * The principals at one revision of the directory.
 *
 * @param tenants by account within each
 */
record People(
        long revision,
        Map<AccountId, Principal> byAccount,
        Map<String, Principal> byAddress,
        Map<TenantId, Tenant> tenants) {
    /**
     * The principals of a tenant.
     *
     * @param hash another number when one of them is another
     */
    record Tenant(List<Principal> principals, long hash) {}

    private static final Tenant NOBODY = new Tenant(List.of(), 0);

    static People of(Directory directory) {
        long revision = directory.revision(); // before the look: what comes between is looked at once more
        Map<AccountId, Principal> byAccount = new HashMap<>();
        Map<String, Principal> byAddress = new HashMap<>();
        Map<TenantId, List<Principal>> lists = new HashMap<>();
        List<Principal> all = new ArrayList<>(directory.principals());
        all.sort(Comparator.comparing(Principal::account));
        for (Principal principal : all) {
            if (byAccount.putIfAbsent(principal.account(), principal) == null) {
                byAddress.put(principal.address(), principal);
                lists.computeIfAbsent(principal.tenant(), _ -> new ArrayList<>())
                        .add(principal);
            }
        }
        Map<TenantId, Tenant> tenants = new HashMap<>();
        lists.forEach((tenant, list) -> tenants.put(tenant, new Tenant(List.copyOf(list), hash(list))));
        return new People(revision, byAccount, byAddress, tenants);
    }

    private static long hash(List<Principal> principals) {
        long hash = 1;
        for (Principal principal : principals) {
            hash = Hash.of(hash, principal.account() + " " + principal.address() + " " + principal.name());
        }
        return hash;
    }

    Tenant tenant(TenantId tenant) {
        return tenants.getOrDefault(tenant, NOBODY);
    }

    /** The principal with this account as {@code viewer} may see it: one of its own tenant. */
    @Nullable
    Principal find(Principal viewer, AccountId account) {
        Principal found = byAccount.get(account);
        return found != null && found.tenant().equals(viewer.tenant()) ? found : null;
    }
}

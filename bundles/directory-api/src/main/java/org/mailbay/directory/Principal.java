package org.mailbay.directory;

import java.util.Set;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;

/**
 * A user (later also a group, list or resource: RFC 9670).
 *
 * @param address its main address, normalised; unique
 * @param name for people
 * @param account its data
 * @param roles what it may administer
 */
public record Principal(TenantId tenant, String address, String name, AccountId account, Set<Role> roles) {
    public Principal {
        roles = Set.copyOf(roles);
    }

    /** What a principal may administer. */
    public enum Role {
        /** Everything. */
        SYSTEM_ADMINISTRATOR,
        /** Its tenant. */
        TENANT_ADMINISTRATOR
    }
}

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
 * @param domains which ones, for a domain administrator: names as {@link Domain} has them
 * @param state whether it may log in
 */
public record Principal(
        TenantId tenant,
        String address,
        String name,
        AccountId account,
        Set<Role> roles,
        Set<String> domains,
        State state) {
    public Principal {
        roles = Set.copyOf(roles);
        domains = Set.copyOf(domains);
    }

    /** An active one that administers no single domains. */
    public Principal(TenantId tenant, String address, String name, AccountId account, Set<Role> roles) {
        this(tenant, address, name, account, roles, Set.of(), State.ACTIVE);
    }

    /** What a principal may administer. */
    public enum Role {
        /** Everything. */
        SYSTEM_ADMINISTRATOR,
        /** Its tenant. */
        TENANT_ADMINISTRATOR,
        /** Some domains of its tenant: {@link Principal#domains}. */
        DOMAIN_ADMINISTRATOR
    }

    /** What a principal may do. */
    public enum State {
        /** Everything. */
        ACTIVE,
        /** Not log in; its mail is kept for it, if the directory is not told otherwise. */
        SUSPENDED
    }
}

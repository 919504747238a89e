package org.mailbay.admin.spi;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.TenantId;

/**
 * Who asks.
 *
 * @param name for the audit log: a user's address, or {@code token-file}
 * @param roles what they may administer; always also {@link Role#USER} when they are a user
 * @param tenant whose user they are; null for who is none, as the bearer of the token file
 * @param domains those of a domain administrator, normalised; otherwise empty
 * @param scopes what the token that they showed was given; {@code *} is everything, {@code queue.*} everything of the queue
 * @param source where they are
 */
public record Actor(
        String name,
        Set<Role> roles,
        @Nullable TenantId tenant,
        Set<String> domains,
        Set<String> scopes,
        InetAddress source) {
    /** The scope that is every scope. */
    public static final String EVERYTHING = "*";

    public Actor {
        roles = roles.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(roles));
        domains = Set.copyOf(domains);
        scopes = Set.copyOf(scopes);
    }

    /** Who may everything, from this machine. */
    public static Actor system(String name) {
        return new Actor(
                name, EnumSet.allOf(Role.class), null, Set.of(), Set.of(EVERYTHING), InetAddress.getLoopbackAddress());
    }

    /** Whether they administer the whole server. */
    public boolean isSystem() {
        return roles.contains(Role.SYSTEM_ADMINISTRATOR);
    }

    /** Whether they administer everything of a tenant. */
    public boolean seesTenant(TenantId id) {
        return isSystem() || roles.contains(Role.TENANT_ADMINISTRATOR) && id.equals(tenant);
    }

    /**
     * Whether they administer a domain and what is in it.
     *
     * @param domain normalised
     * @param of the tenant that has it: a domain may have had another one when it was given to its administrator
     */
    public boolean sees(String domain, TenantId of) {
        return seesTenant(of)
                || roles.contains(Role.DOMAIN_ADMINISTRATOR) && of.equals(tenant) && domains.contains(domain);
    }

    /** Whether what they showed is good for a scope. */
    public boolean hasScope(String scope) {
        int dot = scope.indexOf('.');
        return scopes.contains(EVERYTHING)
                || scopes.contains(scope)
                || dot > 0 && scopes.contains(scope.substring(0, dot) + ".*");
    }

    /** Whether they may give somebody these scopes: nobody gives what they have not. */
    public boolean mayGive(Set<String> given) {
        return given.stream().allMatch(this::hasScope);
    }
}

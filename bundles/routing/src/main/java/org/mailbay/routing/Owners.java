package org.mailbay.routing;

import java.util.HashMap;
import java.util.Map;
import org.mailbay.admin.spi.Actor;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Domain;
import org.mailbay.mime.Address;
import org.mailbay.store.TenantId;

/**
 * Whose rules are whose: a rule belongs to the tenant of the domain that its name is in. Relay hosts, and rules of domains that are gone,
 * are the server's.
 */
final class Owners {
    private final Map<String, TenantId> tenants = new HashMap<>();

    Owners(Directory directory) {
        for (Domain domain : directory.domains()) {
            tenants.put(domain.name(), domain.tenant());
        }
    }

    /** Whether an administrator sees, and may change, rules of this name. */
    boolean sees(Actor actor, Kind kind, String name) {
        if (actor.isSystem()) {
            return true;
        }
        String domain = kind == Kind.ROUTE ? "" : domain(kind, name);
        TenantId tenant = tenants.get(domain);
        return tenant != null && actor.sees(domain, tenant);
    }

    /** The domain that a rule's name is in; empty when it is in none. */
    static String domain(Kind kind, String name) {
        return kind == Kind.CATCH_ALL
                ? name
                : Address.parse(name).map(address -> address.domain().ascii()).orElse("");
    }
}

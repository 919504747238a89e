package org.mailbay.directory;

import org.mailbay.store.TenantId;

/**
 * An organisation.
 *
 * @param name unique; 1 to 64 of a-z, 0-9 and dash
 */
public record Tenant(TenantId id, String name) {
    public Tenant {
        if (!name.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("tenant name: 1 to 64 of a-z, 0-9 and dash");
        }
    }
}

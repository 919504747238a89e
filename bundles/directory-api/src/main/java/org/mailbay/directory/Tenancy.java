package org.mailbay.directory;

import java.io.IOException;
import org.mailbay.store.TenantId;
import org.osgi.annotation.versioning.ProviderType;

/** Changes tenants and domains. */
@ProviderType
public interface Tenancy {
    /** Gives a tenant another name. */
    Tenant rename(TenantId tenant, String name) throws DirectoryException, IOException;

    /** What a tenant may have. */
    TenantTerms terms(TenantId tenant);

    /** Says what a tenant may have; one that has more keeps it, and gets nothing new. */
    void terms(TenantId tenant, TenantTerms terms) throws DirectoryException, IOException;

    /** Bytes that a tenant's accounts hold, as last counted; 0 when nobody counts, because it has no limit. */
    long used(TenantId tenant);

    /**
     * Removes a domain.
     *
     * @param everything its users, too, as by {@link Users#remove}; otherwise it must have none
     */
    void removeDomain(String name, boolean everything) throws DirectoryException, IOException;

    /**
     * Removes a tenant. Its users cannot be restored any more, but their data stays as long as that of others.
     *
     * @param everything its domains and users, too; otherwise it must have none
     */
    void removeTenant(TenantId tenant, boolean everything) throws DirectoryException, IOException;
}

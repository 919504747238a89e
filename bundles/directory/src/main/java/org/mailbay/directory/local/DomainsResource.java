package org.mailbay.directory.local;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Tenant;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/domains}; a domain whose tenant is not named belongs to the tenant {@code default}, made when it is missing. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=domains")
public final class DomainsResource extends DirectoryResource {
    private static final String DEFAULT_TENANT = "default";

    private final StoredDirectory directory;

    @Activate
    public DomainsResource(@Reference StoredDirectory directory) {
        super("domains");
        this.directory = directory;
    }

    @Override
    List<Map<String, Object>> list() {
        return directory.domains().stream()
                .map(domain -> show(directory, domain))
                .toList();
    }

    @Override
    Map<String, Object> create(AdminRequest request) throws AdminProblem, DirectoryException, IOException {
        request.only("name", "tenant");
        String name = request.text("name");
        String tenantName = request.text("tenant", DEFAULT_TENANT);
        Tenant tenant = directory.tenants().stream()
                .filter(known -> known.name().equals(tenantName))
                .findFirst()
                .orElse(null);
        if (tenant == null && !tenantName.equals(DEFAULT_TENANT)) {
            throw new AdminProblem(404, "not-found", "There is no tenant " + tenantName + ".");
        }
        return show(
                directory,
                directory.createDomain((tenant == null ? directory.createTenant(DEFAULT_TENANT) : tenant).id(), name));
    }
}

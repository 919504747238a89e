package org.mailbay.directory.local;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.directory.DirectoryException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/tenants}. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=tenants")
public final class TenantsResource extends DirectoryResource {
    private final StoredDirectory directory;

    @Activate
    public TenantsResource(@Reference StoredDirectory directory) {
        super("tenants");
        this.directory = directory;
    }

    @Override
    List<Map<String, Object>> list() {
        return directory.tenants().stream()
                .map(tenant -> Map.<String, Object>of("name", tenant.name()))
                .toList();
    }

    @Override
    Map<String, Object> create(AdminRequest request) throws AdminProblem, DirectoryException, IOException {
        request.only("name");
        return Map.of("name", directory.createTenant(request.text("name")).name());
    }
}

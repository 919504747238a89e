package org.mailbay.directory.local;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Tenant;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/tenants}. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=tenants")
public final class TenantsResource extends DirectoryResource {
    private static final Shape.Fields SHOWN = Shape.object(Shape.field(NAME, NAMED, "unique in the server"));

    private final StoredDirectory directory;

    @Activate
    public TenantsResource(@Reference StoredDirectory directory) {
        this.directory = directory;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listTenants", "Lists all tenants")
                        .pages(SHOWN)
                        .needs(Need.system("tenants.read"))
                        .by(this::list),
                Operation.post("", "createTenant", "Makes a tenant")
                        .takes(SHOWN)
                        .answers(SHOWN)
                        .needs(Need.system("tenants.write"))
                        .by(asking(this::create)));
    }

    private AdminResponse list(AdminRequest request) {
        List<Tenant> all = directory.tenants().stream()
                .sorted(Comparator.comparing(Tenant::name))
                .toList();
        return AdminResponse.page(request, all, Tenant::name, tenant -> Map.of(NAME, tenant.name()));
    }

    private AdminResponse create(AdminRequest request) throws AdminProblem, DirectoryException, IOException {
        return AdminResponse.created(
                Map.of(NAME, directory.createTenant(request.text(NAME)).name()));
    }
}

package org.mailbay.directory.local;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Domain;
import org.mailbay.directory.Tenant;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/domains}; a domain whose tenant is not named belongs to the tenant {@code default}, made when it is missing. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=domains")
public final class DomainsResource extends DirectoryResource {
    private static final String DEFAULT_TENANT = "default";
    private static final Shape.Fields DOMAIN = Shape.object(
            field(NAME, NAMED, "in any spelling"), optional(TENANT, NAMED, "name of the tenant; else \"default\""));

    private final StoredDirectory directory;

    @Activate
    public DomainsResource(@Reference StoredDirectory directory) {
        this.directory = directory;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listDomains", "Lists all domains")
                        .pages(DOMAIN)
                        .needs(Need.system("domains.read"))
                        .by(this::list),
                Operation.post("", "createDomain", "Makes a domain")
                        .takes(DOMAIN)
                        .answers(DOMAIN)
                        .needs(Need.system("domains.write"))
                        .by(asking(this::create)));
    }

    private AdminResponse list(AdminRequest request) {
        List<Domain> all = directory.domains().stream()
                .sorted(Comparator.comparing(Domain::name))
                .toList();
        return AdminResponse.page(request, all, Domain::name, domain -> show(directory, domain));
    }

    private AdminResponse create(AdminRequest request) throws AdminProblem, DirectoryException, IOException {
        String tenantName = request.text(TENANT, DEFAULT_TENANT);
        Tenant tenant = directory.tenants().stream()
                .filter(known -> known.name().equals(tenantName))
                .findFirst()
                .orElse(null);
        if (tenant == null && !tenantName.equals(DEFAULT_TENANT)) {
            throw AdminProblem.notFound("There is no tenant " + tenantName + ".");
        }
        return AdminResponse.created(show(
                directory,
                directory.createDomain(
                        (tenant == null ? directory.createTenant(DEFAULT_TENANT) : tenant).id(), request.text(NAME))));
    }
}

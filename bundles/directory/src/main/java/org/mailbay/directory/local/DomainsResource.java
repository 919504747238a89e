package org.mailbay.directory.local;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.flag;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.optional;
import static org.mailbay.admin.spi.Shape.text;

import java.io.IOException;
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
import org.mailbay.directory.Domain;
import org.mailbay.directory.Tenant;
import org.mailbay.store.TenantId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/domains}; a domain whose tenant is not named belongs to the tenant {@code default}, made when it is missing. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=domains")
public final class DomainsResource implements AdminResource {
    private static final String DEFAULT_TENANT = "default";
    private static final Shape.Fields DOMAIN =
            object(field("name", text(1, 255), "as A-labels (RFC 5890)"), field("tenant", text(0, 64), "whose it is"));

    private final StoredDirectory directory;

    @Activate
    public DomainsResource(@Reference StoredDirectory directory) {
        this.directory = directory;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listDomains", "Lists the mail domains")
                        .pages(DOMAIN)
                        .query("tenant", text(1, 64), "only those of a tenant")
                        .needs(Need.domain("domains.read"))
                        .by(this::list),
                Operation.post("", "createDomain", "Makes a mail domain: from then on its mail is this server's")
                        .takes(object(
                                field("name", text(1, 255), "in any spelling"),
                                optional("tenant", text(1, 64), "whose it is to be; otherwise your own, or default")))
                        .answers(DOMAIN)
                        .needs(Need.tenant("domains.write"))
                        .by(this::create),
                Operation.get("{domain}", "getDomain", "Shows a mail domain")
                        .answers(DOMAIN)
                        .needs(Need.domain("domains.read"))
                        .by(request -> AdminResponse.ok(show(sight(request), one(request)))),
                Operation.delete("{domain}", "deleteDomain", "Removes a mail domain")
                        .query("everything", flag(), "its users, too; otherwise it must have none")
                        .answers(DOMAIN)
                        .dangerous()
                        .slow()
                        .needs(Need.tenant("domains.write"))
                        .by(this::remove));
    }

    private Sight sight(AdminRequest request) {
        return Sight.of(directory, request);
    }

    private Domain one(AdminRequest request) throws AdminProblem {
        return sight(request).domain(request.variable("domain"));
    }

    private static Map<String, Object> show(Sight sight, Domain domain) {
        return Map.of("name", domain.name(), "tenant", sight.tenantName(domain.tenant()));
    }

    private AdminResponse list(AdminRequest request) throws AdminProblem {
        Sight sight = sight(request);
        String tenant = request.query("tenant", "");
        if (!tenant.isEmpty()) {
            sight.tenant(tenant);
        }
        List<Domain> seen = directory.domains().stream()
                .filter(sight::sees)
                .filter(domain ->
                        tenant.isEmpty() || sight.tenantName(domain.tenant()).equals(tenant))
                .toList();
        return AdminResponse.page(request, seen, Domain::name, domain -> show(sight, domain));
    }

    private AdminResponse create(AdminRequest request) throws AdminProblem, IOException {
        Sight sight = sight(request);
        try {
            Domain made = directory.createDomain(tenant(sight, request), request.text("name"));
            return AdminResponse.created(show(sight, made));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
    }

    private TenantId tenant(Sight sight, AdminRequest request) throws AdminProblem, DirectoryException, IOException {
        String name = request.text("tenant", "");
        TenantId own = request.actor().tenant();
        if (!request.actor().isSystem()) {
            if (!name.isEmpty()) {
                sight.tenant(name);
            }
            if (own == null || !directory.tenantsMakeDomains()) {
                // Who makes a domain has the mail that users of this server send to it.
                throw new AdminProblem(403, "forbidden", "Domains are made by the server's administrators here.");
            }
            return own;
        }
        String wanted = name.isEmpty() ? DEFAULT_TENANT : name;
        for (Tenant tenant : directory.tenants()) {
            if (tenant.name().equals(wanted)) {
                return tenant.id();
            }
        }
        if (!wanted.equals(DEFAULT_TENANT)) {
            throw AdminProblem.notFound("There is no tenant " + wanted + ".");
        }
        return directory.createTenant(DEFAULT_TENANT).id();
    }

    private AdminResponse remove(AdminRequest request) throws AdminProblem, IOException {
        Sight sight = sight(request);
        Domain domain = one(request);
        boolean everything = request.query("everything", false);
        if (everything && !request.actor().isSystem()) {
            for (String address : directory.storedTenancy().addresses(domain.name())) {
                sight.changeable(address);
            }
        }
        try {
            directory.storedTenancy().removeDomain(domain.name(), everything);
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
        return AdminResponse.ok(show(sight, domain));
    }
}

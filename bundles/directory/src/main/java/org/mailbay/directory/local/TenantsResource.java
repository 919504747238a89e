package org.mailbay.directory.local;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.flag;
import static org.mailbay.admin.spi.Shape.number;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.optional;
import static org.mailbay.admin.spi.Shape.text;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Field;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Tenant;
import org.mailbay.directory.TenantTerms;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/tenants}: organisations, and what they may have. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=tenants")
public final class TenantsResource implements AdminResource {
    private static final Shape MANY = number(0, 1L << 40);
    private static final Shape BYTES = number(0, 1L << 60);
    private static final Field NAME = field("name", text(1, 64), "1 to 64 of a-z, 0-9 and dash");
    private static final Field[] TERMS = {
        optional("maxUsers", MANY, "how many users it may have; 0 as many as it likes"),
        optional("maxDomains", MANY, "how many domains it may have; 0 as many as it likes"),
        optional("maxBytes", BYTES, "what its accounts may hold together; 0 as much as they like"),
        optional("accountBytes", BYTES, "what an account may hold that has no quota of its own; 0 as the server says")
    };
    private static final Shape.Fields CHANGES = object(NAME).and(TERMS);
    private static final Shape.Fields TENANT = CHANGES.and(field("id", text(1, 20), "its name in the store, for ever"));
    private static final Shape.Fields USAGE = object(
            field("users", number(), "how many users it has"),
            field("domains", number(), "how many domains it has"),
            field("removedUsers", number(), "users who were removed and whose data is still there"),
            field("usedBytes", number(), "what their accounts hold together, those of removed users included"));

    private final StoredDirectory directory;

    @Activate
    public TenantsResource(@Reference StoredDirectory directory) {
        this.directory = directory;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listTenants", "Lists the tenants")
                        .pages(TENANT)
                        .needs(Need.tenant("tenants.read"))
                        .by(this::list),
                Operation.post("", "createTenant", "Makes a tenant")
                        .takes(CHANGES)
                        .answers(TENANT)
                        .needs(Need.system("tenants.write"))
                        .by(this::create),
                Operation.get("{tenant}", "getTenant", "Shows a tenant and its limits")
                        .answers(TENANT)
                        .needs(Need.tenant("tenants.read"))
                        .by(request -> AdminResponse.ok(show(one(request)))),
                Operation.patch("{tenant}", "updateTenant", "Changes a tenant's name and limits")
                        .takes(CHANGES)
                        .answers(TENANT)
                        .needs(Need.system("tenants.write"))
                        .by(this::update),
                Operation.get("{tenant}/usage", "getTenantUsage", "Counts what a tenant has")
                        .answers(USAGE)
                        .slow()
                        .needs(Need.tenant("tenants.read"))
                        .by(request -> AdminResponse.ok(
                                directory.usage().shown(one(request).id()))),
                Operation.delete("{tenant}", "deleteTenant", "Removes a tenant; its users cannot be restored any more")
                        .query("everything", flag(), "its domains and users, too; otherwise it must have none")
                        .answers(object(NAME))
                        .dangerous()
                        .slow()
                        .needs(Need.system("tenants.write"))
                        .by(this::remove));
    }

    private Tenant one(AdminRequest request) throws AdminProblem {
        return Sight.of(directory, request).tenant(request.variable("tenant"));
    }

    private Map<String, Object> show(Tenant tenant) {
        TenantTerms terms = directory.storedTenancy().terms(tenant.id());
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", tenant.name());
        shown.put("id", tenant.id().toString());
        shown.put("maxUsers", terms.users());
        shown.put("maxDomains", terms.domains());
        shown.put("maxBytes", terms.bytes());
        shown.put("accountBytes", terms.quota());
        return shown;
    }

    private AdminResponse list(AdminRequest request) {
        List<Tenant> seen = directory.tenants().stream()
                .filter(tenant -> request.actor().seesTenant(tenant.id()))
                .toList();
        return AdminResponse.page(request, seen, Tenant::name, this::show);
    }

    private AdminResponse create(AdminRequest request) throws AdminProblem, IOException {
        try {
            Tenant made = directory.createTenant(request.text("name"));
            limit(made, request);
            return AdminResponse.created(show(made));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
    }

    private void limit(Tenant tenant, AdminRequest request) throws DirectoryException, IOException {
        TenantTerms before = directory.storedTenancy().terms(tenant.id());
        TenantTerms terms = new TenantTerms(
                limit(request, "maxUsers", before.users()),
                limit(request, "maxDomains", before.domains()),
                limit(request, "maxBytes", before.bytes()),
                limit(request, "accountBytes", before.quota()));
        if (!terms.equals(before)) {
            directory.storedTenancy().terms(tenant.id(), terms);
        }
    }

    /** What is set to null is without limit, what is not named is as before. */
    private static long limit(AdminRequest request, String name, long before) {
        return request.has(name) ? request.number(name, 0) : before;
    }

    private AdminResponse update(AdminRequest request) throws AdminProblem, IOException {
        Tenant tenant = one(request);
        try {
            if (request.has("name")) {
                tenant = directory.storedTenancy().rename(tenant.id(), request.text("name"));
            }
            limit(tenant, request);
            return AdminResponse.ok(show(tenant));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
    }

    private AdminResponse remove(AdminRequest request) throws AdminProblem, IOException {
        Tenant tenant = one(request);
        try {
            directory.storedTenancy().removeTenant(tenant.id(), request.query("everything", false));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
        return AdminResponse.ok(Map.of("name", tenant.name()));
    }
}

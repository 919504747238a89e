package org.mailbay.health;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.list;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.optional;
import static org.mailbay.admin.spi.Shape.text;

import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** {@code /admin/v1/bundles}: every bundle with its components, and why one of them waits. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=bundles")
public final class BundlesResource implements AdminResource {
    private static final Shape LONG = text(0, 10_000);
    private static final Shape.Fields COMPONENT = object(
            field("name", text(), "of the component"),
            field("state", text(), "active, ready (made when it is first used), starting, waiting, failed or disabled"),
            optional("reason", LONG, "why it does not work"),
            optional("configuration", text(), "which configuration it has"),
            field("services", list(text()), "what it offers to others"));
    private static final Shape.Fields BUNDLE = object(
            field("id", text(), "of this revision"),
            field("name", text(), "symbolic name"),
            field("version", text(), "of the bundle"),
            field("state", text(), "active, in use (nothing of it runs), starting, stopping, or installed"),
            field("description", LONG, "what it is for"),
            optional("reason", LONG, "why it does not work"),
            field("components", list(COMPONENT), "what runs in it"));

    private final Inventory inventory;

    @Activate
    public BundlesResource(BundleContext context, @Reference ServiceComponentRuntime runtime) {
        this.inventory = new Inventory(context, runtime);
    }

    @Override
    public List<Operation> operations() {
        Need need = Need.system("bundles.read");
        return List.of(
                Operation.get("", "listBundles", "Every bundle with its components, and why one of them waits")
                        .pages(BUNDLE)
                        .needs(need)
                        .by(request -> AdminResponse.page(request, inventory.all(), BundlesResource::key, row -> row)),
                Operation.get("{name}", "getBundle", "One bundle; of several revisions the youngest")
                        .answers(BUNDLE)
                        .needs(need)
                        .by(this::show));
    }

    private static String key(Map<String, Object> row) {
        return row.get("name") + " " + "0".repeat(12 - Math.min(12, id(row).length())) + id(row);
    }

    private static String id(Map<String, Object> row) {
        return String.valueOf(row.get("id"));
    }

    private AdminResponse show(AdminRequest request) throws AdminProblem {
        String name = request.variable("name");
        return AdminResponse.ok(inventory.all().reversed().stream()
                .filter(row -> name.equals(row.get("name")))
                .findFirst()
                .orElseThrow(() -> new AdminProblem(404, "not-found", "There is no bundle " + name + ".")));
    }
}

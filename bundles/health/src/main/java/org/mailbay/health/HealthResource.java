package org.mailbay.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /admin/v1/health}: every part's state, and what listens where. */
@Component(property = AdminResource.PATH + "=health")
public final class HealthResource implements AdminResource {
    private final Readiness readiness;

    @Activate
    public HealthResource(@Reference Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("", "getHealth", "Shows every part's state, and what listens where")
                .needs(Need.system("health.read"))
                .by(this::show));
    }

    private AdminResponse show(AdminRequest request) {
        Map<String, Object> body = new LinkedHashMap<>(readiness.report().toMap(true));
        body.put("listens", readiness.listening());
        return AdminResponse.ok(body);
    }
}

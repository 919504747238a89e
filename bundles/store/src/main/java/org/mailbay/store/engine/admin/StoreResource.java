package org.mailbay.store.engine.admin;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code /admin/v1/store/<area>}: asks the {@link StoreArea} of that name. */
@Component(property = AdminResource.PATH + "=store")
public final class StoreResource implements AdminResource {
    private final Map<String, StoreArea> areas = new ConcurrentHashMap<>();

    @Activate
    public StoreResource() {}

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindArea(StoreArea area) {
        areas.put(area.name(), area);
    }

    void unbindArea(StoreArea area) {
        areas.remove(area.name(), area);
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        StoreArea area =
                request.path().isEmpty() ? null : areas.get(request.path().getFirst());
        if (area == null) {
            throw StoreArea.unknown(request);
        }
        return area.handle(StoreArea.below(request, 1));
    }
}

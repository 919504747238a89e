package org.mailbay.store.engine.admin;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.engine.JmapStore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code /admin/v1/store/accounts/{id}/<area>}: asks the {@link AccountArea} of that name. */
@Component(service = StoreArea.class)
public final class AccountsArea implements StoreArea {
    private final JmapStore store;
    private final Map<String, AccountArea> areas = new ConcurrentHashMap<>();

    @Activate
    public AccountsArea(@Reference JmapStore store) {
        this.store = store;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindArea(AccountArea area) {
        areas.put(area.name(), area);
    }

    void unbindArea(AccountArea area) {
        areas.remove(area.name(), area);
    }

    @Override
    public String name() {
        return "accounts";
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        List<String> path = request.path();
        AccountArea area = path.size() < 2 ? null : areas.get(path.get(1));
        if (area == null) {
            throw StoreArea.unknown(request);
        }
        return area.handle(StoreArea.account(store, path.getFirst()), StoreArea.below(request, 2));
    }
}

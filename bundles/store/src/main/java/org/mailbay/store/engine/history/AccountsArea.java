package org.mailbay.store.engine.history;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.StoreArea;
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
        AccountId id = AccountId.parse(path.getFirst()).orElse(null);
        Space space = id == null ? null : store.space(id);
        if (space == null) {
            throw new AdminProblem(404, "no-account", "There is no account " + path.getFirst() + ".");
        }
        return area.handle(
                space,
                new AdminRequest(
                        request.method(),
                        path.subList(2, path.size()),
                        request.query(),
                        request.body(),
                        request.content(),
                        request.actor()));
    }
}

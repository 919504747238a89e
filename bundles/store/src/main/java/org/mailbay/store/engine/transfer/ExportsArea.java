package org.mailbay.store.engine.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.admin.StoreArea;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST /admin/v1/store/export}: writes all accounts, or those of one account's tenant, to a file. */
@Component(service = StoreArea.class)
public final class ExportsArea implements StoreArea {
    private final JmapStore store;
    private final Transfers transfers;

    @Activate
    public ExportsArea(@Reference JmapStore store, @Reference Transfers transfers) {
        this.store = store;
        this.transfers = transfers;
    }

    @Override
    public String name() {
        return "export";
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        StoreArea.only("POST", request);
        request.only("file", "beside");
        TenantId tenant = beside(store, request);
        List<Space> accounts = new ArrayList<>();
        for (AccountId id : store.accounts()) {
            Space space = store.space(id);
            if (space != null && (tenant == null || tenant.equals(space.tenant()))) {
                accounts.add(space);
            }
        }
        return AdminResponse.ok(
                transfers.write(request.text("file"), accounts, request.actor().name()));
    }

    /** The tenant of the account that a request names by {@code beside}; null when it names none. */
    static @Nullable TenantId beside(JmapStore store, AdminRequest request) throws AdminProblem, IOException {
        Object name = request.body().get("beside");
        if (name == null) {
            return null;
        }
        return StoreArea.account(store, String.valueOf(name)).tenant();
    }
}

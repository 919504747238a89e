package org.mailbay.store.engine.transfer;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.admin.NamedAccount;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST /admin/v1/store/export}: writes all accounts, or those of one account's tenant, to a file. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/export")
public final class ExportsArea implements AdminResource {
    private final JmapStore store;
    private final Transfers transfers;

    @Activate
    public ExportsArea(@Reference JmapStore store, @Reference Transfers transfers) {
        this.store = store;
        this.transfers = transfers;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.post("", "exportAccounts", "Writes all accounts to a file, or those of a tenant")
                .takes(Shape.object(
                        field("file", Shape.text(1, 200), "name in the data folder's transfer"),
                        optional("beside", Shape.text(1, 100), "account of whose tenant all are written")))
                .slow()
                .needs(Need.system("store.write"))
                .by(this::write));
    }

    private AdminResponse write(AdminRequest request) throws AdminProblem, IOException {
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
        String name = request.text("beside", "");
        return name.isEmpty() ? null : NamedAccount.of(store, name).tenant();
    }
}

package org.mailbay.store.engine.transfer;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.util.List;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.history.RestoreArea;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST /admin/v1/store/import}: makes accounts of a file, new ones in a tenant, or with the names that they had. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/import")
public final class ImportArea implements AdminResource {
    private final JmapStore store;
    private final Transfers transfers;

    @Activate
    public ImportArea(@Reference JmapStore store, @Reference Transfers transfers) {
        this.store = store;
        this.transfers = transfers;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.post("", "importAccounts", "Makes accounts of a file")
                .takes(Shape.object(
                        field("file", Shape.text(1, 200), "name in the data folder's transfer"),
                        optional("beside", Shape.text(1, 100), "account in whose tenant new ones are made"),
                        optional("same", Shape.flag(), "keeps the accounts' ids"),
                        RestoreArea.PREVIEW))
                .slow()
                .needs(Need.system("store.write"))
                .by(this::read));
    }

    private AdminResponse read(AdminRequest request) throws AdminProblem, IOException {
        TenantId tenant = ExportsArea.beside(store, request);
        boolean same = request.flag("same", false);
        if (same == (tenant != null)) {
            throw new AdminProblem(
                    400,
                    "missing-beside",
                    "Name an account by \"beside\", in whose tenant new ones are made, or say \"same\": true.");
        }
        return AdminResponse.ok(transfers.read(
                request.text("file"),
                tenant,
                request.flag("preview", false),
                request.actor().name()));
    }
}

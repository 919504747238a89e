package org.mailbay.store.engine.transfer;

import java.io.IOException;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.admin.StoreArea;
import org.mailbay.store.engine.history.RestoreArea;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST /admin/v1/store/import}: makes accounts of a file, new ones in a tenant, or with the names that they had. */
@Component(service = StoreArea.class)
public final class ImportArea implements StoreArea {
    private final JmapStore store;
    private final Transfers transfers;

    @Activate
    public ImportArea(@Reference JmapStore store, @Reference Transfers transfers) {
        this.store = store;
        this.transfers = transfers;
    }

    @Override
    public String name() {
        return "import";
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        StoreArea.only("POST", request);
        request.only("file", "beside", "same", "preview");
        TenantId tenant = ExportsArea.beside(store, request);
        boolean same = Boolean.TRUE.equals(request.body().get("same"));
        if (same == (tenant != null)) {
            throw new AdminProblem(
                    400,
                    "missing-beside",
                    "Name an account by \"beside\", in whose tenant new ones are made, or say \"same\": true.");
        }
        return AdminResponse.ok(transfers.read(
                request.text("file"),
                tenant,
                RestoreArea.isPreview(request.body()),
                request.actor().name()));
    }
}

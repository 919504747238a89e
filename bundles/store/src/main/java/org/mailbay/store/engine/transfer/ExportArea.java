package org.mailbay.store.engine.transfer;

import static org.mailbay.admin.spi.Shape.field;

import java.io.IOException;
import java.util.List;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.admin.NamedAccount;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST …/accounts/{id}/export}: writes one account to a file. */
@Component(service = AdminResource.class, property = NamedAccount.PATH + "export")
public final class ExportArea implements AdminResource {
    private final JmapStore store;
    private final Transfers transfers;

    @Activate
    public ExportArea(@Reference JmapStore store, @Reference Transfers transfers) {
        this.store = store;
        this.transfers = transfers;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.post("", "exportAccount", "Writes an account to a file")
                .takes(Shape.object(field("file", Shape.text(1, 200), "name in the data folder's transfer")))
                .slow()
                .needs(Need.system("store.write"))
                .by(this::write));
    }

    private AdminResponse write(AdminRequest request) throws AdminProblem, IOException {
        return AdminResponse.ok(transfers.write(
                request.text("file"),
                List.of(NamedAccount.of(store, request)),
                request.actor().name()));
    }
}

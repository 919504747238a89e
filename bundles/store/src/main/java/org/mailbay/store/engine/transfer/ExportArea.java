package org.mailbay.store.engine.transfer;

import java.io.IOException;
import java.util.List;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.admin.AccountArea;
import org.mailbay.store.engine.admin.StoreArea;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST …/accounts/{id}/export}: writes one account to a file. */
@Component(service = AccountArea.class)
public final class ExportArea implements AccountArea {
    private final Transfers transfers;

    @Activate
    public ExportArea(@Reference Transfers transfers) {
        this.transfers = transfers;
    }

    @Override
    public String name() {
        return "export";
    }

    @Override
    public AdminResponse handle(Space account, AdminRequest request) throws AdminProblem, IOException {
        StoreArea.only("POST", request);
        request.only("file");
        return AdminResponse.ok(transfers.write(
                request.text("file"), List.of(account), request.actor().name()));
    }
}

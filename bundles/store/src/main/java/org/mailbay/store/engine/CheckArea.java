package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.Finding;
import org.mailbay.store.Store;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /admin/v1/store/check}: what breaks an invariant; no findings mean that the store is sound. Reads everything. */
@Component
public final class CheckArea implements StoreArea {
    private final Store store;

    @Activate
    public CheckArea(@Reference Store store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        if (!request.method().equals("GET") || !request.path().isEmpty()) {
            throw StoreArea.unknown(request);
        }
        List<Map<String, Object>> findings = new ArrayList<>();
        for (Finding finding : store.check()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("code", finding.code());
            line.put("account", finding.account().toString());
            line.put("detail", finding.detail());
            findings.add(line);
        }
        return AdminResponse.ok(Map.of("findings", findings));
    }
}

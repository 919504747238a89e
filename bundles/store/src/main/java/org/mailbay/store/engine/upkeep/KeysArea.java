package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.admin.StoreArea;
import org.mailbay.store.engine.keys.DataKey;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /admin/v1/store/keys}: which keys there are and how far their rotation is, never a key itself; {@code POST …/rewrap}
 * after the master key was changed; {@code POST …/rotate} with {@code tenant} gives a tenant a new key.
 */
@Component
public final class KeysArea implements StoreArea {
    private final Upkeep upkeep;

    @Activate
    public KeysArea(@Reference Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        return switch (request.method() + " " + String.join("/", request.path())) {
            case "GET " -> AdminResponse.ok(state());
            case "POST rewrap" -> {
                request.only();
                encrypted();
                yield AdminResponse.ok(Map.of("wrapped", upkeep.rewrap()));
            }
            case "POST rotate" -> {
                request.only("tenant");
                encrypted();
                TenantId tenant = tenant(request);
                if (!upkeep.keys().tenants().contains(tenant.number())) {
                    throw new AdminProblem(404, "no-key", "Tenant " + tenant.number() + " has no key.");
                }
                int key = upkeep.keys().rotate(tenant);
                upkeep.wake();
                yield AdminResponse.ok(Map.of("key", key));
            }
            default -> throw StoreArea.unknown(request);
        };
    }

    private void encrypted() throws AdminProblem {
        if (!upkeep.keys().isEncrypting()) {
            throw new AdminProblem(409, "not-encrypted", "The store is not encrypted: [store] encryption is false.");
        }
    }

    private static TenantId tenant(AdminRequest request) throws AdminProblem {
        if (request.body().get("tenant") instanceof Number number && number.longValue() >= 0) {
            return new TenantId(number.longValue());
        }
        throw new AdminProblem(400, "missing-tenant", "The request needs the number of a \"tenant\".");
    }

    private Map<String, Object> state() throws IOException {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("encryption", upkeep.keys().isEncrypting());
        String master = upkeep.keys().masterId();
        if (master != null) {
            state.put("master", master);
        }
        String failure = upkeep.keys().failure();
        if (failure != null) {
            state.put("failure", failure);
        }
        state.put("wrapped", upkeep.keys().wrappings());
        List<Map<String, Object>> keys = new ArrayList<>();
        for (DataKey key : upkeep.keys().list()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("key", key.number());
            line.put("tenant", key.tenant().number());
            line.put("state", key.state().name().toLowerCase(java.util.Locale.ROOT));
            line.put("created", key.created().toString());
            line.put("since", key.since().toString());
            keys.add(line);
        }
        state.put("keys", keys);
        state.put("rewriting", UpkeepArea.passes(upkeep));
        return state;
    }
}

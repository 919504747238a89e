package org.mailbay.store.engine.upkeep;

import static org.mailbay.admin.spi.Shape.field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.keys.DataKey;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /admin/v1/store/keys}: which keys there are and how far their rotation is, never a key itself; {@code POST …/rewrap}
 * after the master key was changed; {@code POST …/rotate} with {@code tenant} gives a tenant a new key.
 */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/keys")
public final class KeysArea implements AdminResource {
    private final Upkeep upkeep;

    @Activate
    public KeysArea(@Reference Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listStoreKeys", "Shows which keys there are, but never a key")
                        .needs(Need.system("store.read"))
                        .by(_ -> AdminResponse.ok(state())),
                Operation.post("rewrap", "rewrapStoreKeys", "Wraps all keys with the present master key")
                        .answers(Shape.object(field("wrapped", Shape.number(), "how many")))
                        .slow()
                        .needs(Need.system("store.write"))
                        .by(this::rewrap),
                Operation.post("rotate", "rotateStoreKey", "Gives a tenant a new key")
                        .takes(Shape.object(field("tenant", Shape.number(), "its number")))
                        .answers(Shape.object(field("key", Shape.number(), "the new one's number")))
                        .needs(Need.system("store.write"))
                        .by(this::rotate));
    }

    private AdminResponse rewrap(AdminRequest request) throws AdminProblem, IOException {
        encrypted();
        return AdminResponse.ok(Map.of("wrapped", upkeep.rewrap()));
    }

    private AdminResponse rotate(AdminRequest request) throws AdminProblem, IOException {
        encrypted();
        TenantId tenant = new TenantId(request.number("tenant", 0));
        if (!upkeep.keys().tenants().contains(tenant.number())) {
            throw new AdminProblem(404, "no-key", "Tenant " + tenant.number() + " has no key.");
        }
        int key = upkeep.keys().rotate(tenant);
        upkeep.wake();
        return AdminResponse.ok(Map.of("key", key));
    }

    private void encrypted() throws AdminProblem {
        if (!upkeep.keys().isEncrypting()) {
            throw new AdminProblem(409, "not-encrypted", "The store is not encrypted: [store] encryption is false.");
        }
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
        state.put("items", keys);
        state.put("rewriting", UpkeepArea.passes(upkeep));
        return state;
    }
}

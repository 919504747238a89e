package org.mailbay.store.engine.check;

import static org.mailbay.admin.spi.Shape.optional;

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
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.OpenRecords;
import org.mailbay.store.engine.Shard;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST /admin/v1/store/verify}: has the records driver read its files, of all shards or the {@code shard} that the body names. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/verify")
public final class VerifyArea implements AdminResource {
    private final JmapStore store;

    @Activate
    public VerifyArea(@Reference JmapStore store) {
        this.store = store;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.post("", "verifyStore", "Has the driver read the files of all shards, or of one")
                .takes(Shape.object(optional("shard", Shape.text(1, 100), "its name")))
                .slow()
                .needs(Need.system("store.write"))
                .by(this::verify));
    }

    private AdminResponse verify(AdminRequest request) throws AdminProblem, IOException {
        String only = request.has("shard") ? request.text("shard") : null;
        List<Map<String, Object>> shards = new ArrayList<>();
        for (Shard shard : store.shards().all()) {
            if (only == null || only.equals(shard.id().name())) {
                shards.add(verify(shard));
            }
        }
        if (shards.isEmpty()) {
            throw new AdminProblem(404, "no-such-shard", "There is no shard " + only + '.');
        }
        return AdminResponse.ok(Map.of("shards", shards));
    }

    private static Map<String, Object> verify(Shard shard) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("shard", shard.id().name());
        try {
            OpenRecords opened = shard.records().enter();
            try {
                line.put("wrong", opened.records().admin().verify());
                line.put("bytes", opened.records().admin().size());
            } finally {
                shard.records().exit();
            }
        } catch (IOException e) {
            line.put("wrong", List.of("cannot be read: " + e.getMessage()));
        }
        return line;
    }
}

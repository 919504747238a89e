package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.store.engine.admin.StoreArea;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /admin/v1/store/upkeep}: how far the chores are and which blobs are damaged; {@code POST …/scrub}, {@code …/rewrite}
 * and {@code …/compact} let one begin now.
 */
@Component
public final class UpkeepArea implements StoreArea {
    private static final int MOST_SHOWN = 100;

    private final Upkeep upkeep;

    @Activate
    public UpkeepArea(@Reference Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public String name() {
        return "upkeep";
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        request.only();
        switch (request.method() + " " + String.join("/", request.path())) {
            case "GET " -> {
                return AdminResponse.ok(state());
            }
            case "POST scrub" -> upkeep.scrubbing().ask(upkeep.now());
            case "POST rewrite" -> upkeep.rewriting().ask();
            case "POST compact" -> {
                // It looks for itself whether it is worth it.
            }
            default -> throw StoreArea.unknown(request);
        }
        upkeep.wake();
        return new AdminResponse(202, Map.of("started", request.path().getFirst()));
    }

    private Map<String, Object> state() {
        Map<String, Object> state = new LinkedHashMap<>();
        List<Map<String, Object>> damaged = new ArrayList<>();
        upkeep.scrubbing()
                .damaged()
                .forEach((shard, blobs) -> blobs.forEach((ref, why) -> {
                    if (damaged.size() < MOST_SHOWN) {
                        damaged.add(Map.of("shard", shard, "blob", ref.toString(), "reason", why));
                    }
                }));
        state.put("damaged", damaged);
        state.put("scrubbed", upkeep.scrubbing().progress());
        state.put("rewriting", passes(upkeep));
        state.put("compactedBytes", upkeep.compacting().given());
        state.put("failures", upkeep.failures());
        List<Map<String, Object>> garbage = new ArrayList<>();
        upkeep.last().forEach((shard, found) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("shard", shard);
            line.putAll(found.shown());
            garbage.add(line);
        });
        state.put("garbage", garbage);
        return state;
    }

    static List<Map<String, Object>> passes(Upkeep upkeep) {
        List<Map<String, Object>> lines = new ArrayList<>();
        upkeep.rewriting().passes().forEach((shard, pass) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("shard", shard);
            line.put("done", (double) pass.next() / (1 << pass.bits()));
            line.put("left", pass.left());
            line.put("retired", List.copyOf(pass.retired()));
            lines.add(line);
        });
        return lines;
    }
}

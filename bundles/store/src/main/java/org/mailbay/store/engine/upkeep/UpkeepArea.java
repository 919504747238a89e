package org.mailbay.store.engine.upkeep;

import static org.mailbay.admin.spi.Shape.field;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /admin/v1/store/upkeep}: how far the chores are and which blobs are damaged; {@code POST …/scrub}, {@code …/rewrite}
 * and {@code …/compact} let one begin now.
 */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/upkeep")
public final class UpkeepArea implements AdminResource {
    private static final int MOST_SHOWN = 100;

    private final Upkeep upkeep;

    @Activate
    public UpkeepArea(@Reference Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "getUpkeep", "Shows damaged blobs and how far the chores are")
                        .needs(Need.system("store.read"))
                        .by(_ -> AdminResponse.ok(state())),
                chore(
                        "scrub",
                        "scrubStore",
                        "Reads every blob now",
                        () -> upkeep.scrubbing().ask(upkeep.now())),
                chore(
                        "rewrite",
                        "rewriteStore",
                        "Writes every blob as new ones are",
                        () -> upkeep.rewriting().ask()),
                chore("compact", "compactStore", "Gives space back now, if it is worth it", () -> {}));
    }

    private interface Chore {
        void ask() throws IOException;
    }

    private Operation chore(String name, String id, String summary, Chore chore) {
        return Operation.post(name, id, summary)
                .answers(Shape.object(field("started", Shape.text(), "what")))
                .needs(Need.system("store.write"))
                .by(_ -> {
                    chore.ask();
                    upkeep.wake();
                    return AdminResponse.accepted(Map.of("started", name));
                });
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

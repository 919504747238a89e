package org.mailbay.store.engine.upkeep;

import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET /admin/v1/store/garbage}: what nothing refers to, and what would go; {@code POST …/garbage/collect} removes it.
 *
 * <p>The body may say {@code graceHours}, from 1: mail in flight has no reference yet.
 */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=store/garbage")
public final class GarbageArea implements AdminResource {
    private static final Shape GRACE = Shape.number(1, 10_000);

    private final Upkeep upkeep;

    @Activate
    public GarbageArea(@Reference Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "getGarbage", "Shows what nothing refers to, and what would go")
                        .query("graceHours", GRACE, "from which age on")
                        .needs(Need.system("store.read"))
                        .by(request -> collect(grace(request.query("graceHours", 0)), false)),
                Operation.post("collect", "collectGarbage", "Removes what nothing refers to")
                        .takes(Shape.object(optional("graceHours", GRACE, "from which age on: mail in flight")))
                        .dangerous()
                        .slow()
                        .needs(Need.system("store.write"))
                        .by(request -> collect(grace(request.number("graceHours", 0)), true)));
    }

    private AdminResponse collect(Duration grace, boolean removes) throws AdminProblem, IOException {
        String reason = removes ? upkeep.whyNothingMayGo() : null;
        if (reason != null) {
            throw new AdminProblem(409, "other-records", reason);
        }
        List<Map<String, Object>> shards = new ArrayList<>();
        upkeep.collect(grace, removes).forEach((shard, garbage) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("shard", shard);
            line.putAll(garbage.shown());
            shards.add(line);
        });
        return AdminResponse.ok(Map.of("shards", shards, "graceHours", grace.toHours()));
    }

    private Duration grace(long hours) {
        return hours == 0 ? upkeep.grace() : Duration.ofHours(hours);
    }
}

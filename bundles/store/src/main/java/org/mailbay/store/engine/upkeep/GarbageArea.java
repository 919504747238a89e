package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.time.Duration;
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
 * {@code GET /admin/v1/store/garbage}: what nothing refers to, and what would go; {@code POST …/garbage/collect} removes it.
 *
 * <p>The body may say {@code graceHours}, from 1: mail in flight has no reference yet.
 */
@Component
public final class GarbageArea implements StoreArea {
    private final Upkeep upkeep;

    @Activate
    public GarbageArea(@Reference Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Override
    public String name() {
        return "garbage";
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        boolean collects = request.method().equals("POST") && request.path().equals(List.of("collect"));
        if (!collects && !(request.method().equals("GET") && request.path().isEmpty())) {
            throw StoreArea.unknown(request);
        }
        request.only("graceHours");
        String reason = collects ? upkeep.whyNothingMayGo() : null;
        if (reason != null) {
            throw new AdminProblem(409, "other-records", reason);
        }
        List<Map<String, Object>> shards = new ArrayList<>();
        upkeep.collect(grace(request), collects).forEach((shard, garbage) -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("shard", shard);
            line.putAll(garbage.shown());
            shards.add(line);
        });
        return AdminResponse.ok(
                Map.of("shards", shards, "graceHours", grace(request).toHours()));
    }

    private Duration grace(AdminRequest request) throws AdminProblem {
        return switch (request.body().get("graceHours")) {
            case null -> upkeep.grace();
            case Number hours
            when hours.longValue() >= 1 && hours.longValue() <= 10_000 -> Duration.ofHours(hours.longValue());
            default ->
                throw new AdminProblem(400, "bad-grace-hours", "\"graceHours\" is a number from 1: mail in flight.");
        };
    }
}

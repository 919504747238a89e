package org.mailbay.antispam.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.antispam.record.Recorded;
import org.mailbay.antispam.record.Records;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code GET antispam}: the stages. {@code GET antispam/replay/TRACEID}: what today's stages say of a recorded candidate. {@code GET
 * antispam/replay?hours=24&max=100}: of which of the last candidates today's verdict is another.
 */
@Component(property = AdminResource.PATH + "=antispam")
public final class AntispamResource implements AdminResource {
    private static final int MAX_REPLAYS = 1_000;
    private static final int MAX_HOURS = 365 * 24;

    private final Pipeline pipeline;
    private final Records records;

    @Activate
    public AntispamResource(@Reference Pipeline pipeline, @Reference Records records) {
        this.pipeline = pipeline;
        this.records = records;
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        List<String> path = request.path();
        if (!request.method().equals("GET")) {
            throw new AdminProblem(405, "method-not-allowed", "There is only GET here: a replay changes nothing.");
        }
        if (path.isEmpty()) {
            return AdminResponse.ok(Map.of("stages", stages()));
        }
        if (!path.getFirst().equals("replay") || path.size() > 2) {
            throw new AdminProblem(404, "not-found", "There is antispam and antispam/replay/TRACEID.");
        }
        try {
            return AdminResponse.ok(path.size() == 2 ? replay(path.get(1)) : replayLast(request.query()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminProblem(503, "stopping", "The server is being stopped.");
        }
    }

    private List<Map<String, Object>> stages() {
        List<Map<String, Object>> shown = new ArrayList<>();
        pipeline.stages().all().values().stream()
                .sorted((a, b) -> Integer.compare(a.order(), b.order()))
                .forEach(place -> {
                    Rule rule = pipeline.stages().rule(place.name());
                    Map<String, Object> one = new LinkedHashMap<>();
                    one.put("stage", place.name());
                    one.put("order", place.order());
                    one.put("phases", place.phases().stream().map(Enum::name).toList());
                    one.put("enabled", rule.isEnabled());
                    one.put("weight", rule.weight());
                    one.put("shadow", rule.isShadow());
                    one.put("trouble", pipeline.stages().circuit(place.name()).trouble());
                    shown.add(one);
                });
        return shown;
    }

    private Map<String, Object> replay(String traceId) throws AdminProblem, IOException, InterruptedException {
        List<Map<String, Object>> shown = new ArrayList<>();
        for (Recorded recorded : records.find(traceId)) {
            shown.add(pipeline.replay(recorded).show());
        }
        if (shown.isEmpty()) {
            throw new AdminProblem(404, "not-recorded", "Nothing is recorded of trace " + traceId + ".");
        }
        return Map.of("trace", traceId, "replays", shown);
    }

    private Map<String, Object> replayLast(Map<String, String> query)
            throws AdminProblem, IOException, InterruptedException {
        int max = number(query, "max", 100, MAX_REPLAYS);
        Duration since = Duration.ofHours(number(query, "hours", 24, MAX_HOURS));
        List<Map<String, Object>> changed = new ArrayList<>();
        int count = 0;
        for (String traceId : records.newest(since, max)) {
            for (Recorded recorded : records.find(traceId)) {
                Replayed replayed = pipeline.replay(recorded);
                count++;
                if (!replayed.isSame()) {
                    Map<String, Object> one = new LinkedHashMap<>(Map.of("trace", traceId));
                    one.putAll(replayed.show());
                    changed.add(one);
                }
            }
        }
        return Map.of("replayed", count, "changed", changed);
    }

    private static int number(Map<String, String> query, String name, int otherwise, int most) throws AdminProblem {
        String text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("\\d{1,6}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new AdminProblem(400, "malformed-" + name, "\"" + name + "\" is a number from 1 to " + most + ".");
    }
}

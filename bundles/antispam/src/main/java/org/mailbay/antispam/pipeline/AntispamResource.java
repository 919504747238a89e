package org.mailbay.antispam.pipeline;

import static org.mailbay.admin.spi.Shape.field;

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
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Progress;
import org.mailbay.admin.spi.Shape;
import org.mailbay.antispam.record.Recorded;
import org.mailbay.antispam.record.Records;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/antispam}: the stages, and what those of today say of mail that was recorded. */
@Component(property = AdminResource.PATH + "=antispam")
public final class AntispamResource implements AdminResource {
    private static final int MAX_REPLAYS = 1_000;
    private static final int MAX_HOURS = 365 * 24;

    private static final Need READ = Need.system("antispam.read");
    private static final Shape REPLAYS = Shape.list(Shape.anything());
    private static final Shape STAGE = Shape.object(
            field("stage", Shape.text(), "its name"),
            field("order", Shape.number(Integer.MIN_VALUE, Integer.MAX_VALUE), "lower ones are asked first"),
            field("phases", Shape.list(Shape.text()), "when it is asked"),
            field("enabled", Shape.flag(), "whether it is asked at all"),
            field("weight", Shape.decimal(), "by which its points are multiplied"),
            field("shadow", Shape.flag(), "whether it is only listened to"),
            field("trouble", Shape.text(0, 10_000), "why it is not asked now"));

    private final Pipeline pipeline;
    private final Records records;

    @Activate
    public AntispamResource(@Reference Pipeline pipeline, @Reference Records records) {
        this.pipeline = pipeline;
        this.records = records;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listAntispamStages", "Lists the stages that judge mail, in their order")
                        .answers(Shape.object(field("items", Shape.list(STAGE), "in their order")))
                        .needs(READ)
                        .by(_ -> AdminResponse.page(stages(), null)),
                Operation.get("replay", "replayAntispam", "Judges the last recorded mail again")
                        .query("limit", Shape.number(1, MAX_REPLAYS), "how many at most")
                        .query("hours", Shape.number(1, MAX_HOURS), "how far back")
                        .answers(Shape.object(
                                field("replayed", Shape.number(), "how many were judged"),
                                field("changed", REPLAYS, "those with another verdict")))
                        .slow()
                        .needs(READ)
                        .by(this::replayLast),
                Operation.get("replay/{trace}", "getAntispamReplay", "Judges a recorded message again")
                        .answers(Shape.object(
                                field("trace", Shape.text(), "as asked"), field("replays", REPLAYS, "one a phase")))
                        .needs(READ)
                        .by(this::replay));
    }

    private interface Judging {
        Map<String, Object> judge() throws AdminProblem, IOException, InterruptedException;
    }

    private static AdminResponse answer(Judging judging) throws AdminProblem, IOException {
        try {
            return AdminResponse.ok(judging.judge());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminProblem(503, "stopping", "The server is being stopped.");
        }
    }

    private AdminResponse replay(AdminRequest request) throws AdminProblem, IOException {
        return answer(() -> replay(request.variable("trace")));
    }

    private AdminResponse replayLast(AdminRequest request) throws AdminProblem, IOException {
        Duration since = Duration.ofHours(request.query("hours", 24));
        int most = (int) request.query("limit", 100);
        return answer(() -> replayLast(since, most, request.progress()));
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

    private Map<String, Object> replayLast(Duration since, int max, Progress progress)
            throws IOException, InterruptedException {
        List<Map<String, Object>> changed = new ArrayList<>();
        int count = 0;
        List<String> newest = records.newest(since, max);
        for (int i = 0; i < newest.size(); i++) {
            progress.at(i, newest.size());
            String traceId = newest.get(i);
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
}

package org.mailbay.trace.kept;

import static org.mailbay.admin.spi.Shape.field;

import java.io.IOException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Comparator;
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
import org.mailbay.trace.Trace;
import org.mailbay.trace.TraceEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/trace}: what happened to messages. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=trace")
public final class TraceResource implements AdminResource {
    private static final int MAX = 1_000;

    private static final Need READ = Need.system("traces.read");
    private static final Shape SUMMARY = Shape.object(
            field("id", Shape.text(), "as in the reply to DATA, the Received field and the logs"),
            field("began", Shape.instant(), "when the server first saw it"),
            field("from", Shape.text(), "who sent it"),
            field("to", Shape.text(), "who was to get it"),
            field("last", Shape.text(), "what happened last"));
    private static final Shape STORY = Shape.object(
            field("id", Shape.text(), "as asked"),
            field(
                    "events",
                    Shape.list(Shape.object(
                            field("time", Shape.instant(), "when"),
                            field("part", Shape.text(), "which part of the server says so"),
                            field("what", Shape.text(), "what happened"),
                            field("facts", Shape.map(Shape.lines(0, 10_000)), "what belongs to it"))),
                    "in the order of time"));

    private final StoredTraces traces;
    private final InstantSource clock = InstantSource.system();

    @Activate
    public TraceResource(@Reference StoredTraces traces) {
        this.traces = traces;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listTraces", "Finds messages by who sent them or was to get them, newest first")
                        .query("address", Shape.text(0, 254), "a part of a sender's or recipient's address")
                        .query("before", Shape.instant(), "only what began before")
                        .query("limit", Shape.number(1, MAX), "how many at most")
                        .answers(Shape.object(field("items", Shape.list(SUMMARY), "newest first")))
                        .needs(READ)
                        .by(this::search),
                Operation.get("{id}", "getTrace", "Tells what happened to a message")
                        .answers(STORY)
                        .needs(READ)
                        .by(this::one));
    }

    private AdminResponse one(AdminRequest request) throws AdminProblem, IOException {
        String id = request.variable("id");
        Trace trace = traces.find(id)
                .orElseThrow(() ->
                        AdminProblem.notFound("There is no record of this id: it is too old, or was never given."));
        return AdminResponse.ok(Map.of(
                "id",
                id,
                "events",
                trace.events().stream().map(TraceResource::show).toList()));
    }

    private static Map<String, Object> show(TraceEvent event) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("time", event.time().toString());
        shown.put("part", event.part());
        shown.put("what", event.what());
        shown.put("facts", event.facts());
        return shown;
    }

    private AdminResponse search(AdminRequest request) throws AdminProblem, IOException {
        String before = request.query("before", "");
        try {
            List<Trace> found = traces.search(
                    request.query("address", ""),
                    before.isEmpty()
                            ? clock.instant().plusSeconds(3600)
                            : OffsetDateTime.parse(before).toInstant(),
                    (int) request.query("limit", 50));
            return AdminResponse.page(found.stream().map(TraceResource::summary).toList(), null);
        } catch (Reader.TooManyException e) {
            throw new AdminProblem(400, "too-broad", "There are " + e.getMessage() + ".");
        }
    }

    private static Map<String, Object> summary(Trace trace) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", trace.id());
        shown.put("began", trace.events().getFirst().time().toString());
        shown.put("from", first(trace, TraceEvent.FROM));
        shown.put("to", first(trace, TraceEvent.TO));
        shown.put("last", trace.events().getLast().what());
        return shown;
    }

    /** Of the event that says both, the one of who took the message; else of any. */
    private static String first(Trace trace, String fact) {
        return trace.events().stream()
                .sorted(Comparator.comparing(event -> event.facts().containsKey(TraceEvent.FROM)
                                && event.facts().containsKey(TraceEvent.TO)
                        ? 0
                        : 1))
                .map(event -> event.fact(fact))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }
}

package org.mailbay.trace.kept;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.trace.Trace;
import org.mailbay.trace.TraceEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /admin/v1/trace/ID} is a record, {@code GET /admin/v1/trace?address=&before=&max=} finds some. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=trace")
public final class TraceResource implements AdminResource {
    private static final int MAX = 1_000;

    private final StoredTraces traces;
    private final InstantSource clock = InstantSource.system();

    @Activate
    public TraceResource(@Reference StoredTraces traces) {
        this.traces = traces;
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        if (!request.method().equals("GET")) {
            throw new AdminProblem(405, "method-not-allowed", "Records can only be read.");
        }
        return switch (request.path().size()) {
            case 0 -> search(request.query());
            case 1 -> one(request.path().getFirst());
            default -> throw new AdminProblem(404, "not-found", "There is nothing of this name.");
        };
    }

    private AdminResponse one(String id) throws AdminProblem, IOException {
        Trace trace = traces.find(id)
                .orElseThrow(() -> new AdminProblem(
                        404, "not-found", "There is no record of this id: it is too old, or was never given."));
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

    private AdminResponse search(Map<String, String> query) throws AdminProblem, IOException {
        for (String name : query.keySet()) {
            if (!List.of("address", "before", "max").contains(name)) {
                throw new AdminProblem(
                        400,
                        "unknown-parameter",
                        "There is no parameter " + name + "; there are address, before, max.");
            }
        }
        try {
            List<Trace> found = traces.search(query.getOrDefault("address", ""), before(query), max(query));
            return AdminResponse.ok(
                    Map.of("traces", found.stream().map(TraceResource::summary).toList()));
        } catch (Reader.TooManyException e) {
            throw new AdminProblem(400, "too-broad", "There are " + e.getMessage() + ".");
        }
    }

    private Instant before(Map<String, String> query) throws AdminProblem {
        String text = query.get("before");
        try {
            return text == null ? clock.instant().plusSeconds(3600) : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new AdminProblem(400, "malformed-before", "\"before\" is a time such as 2026-11-22T20:15:00Z.");
        }
    }

    private static int max(Map<String, String> query) throws AdminProblem {
        String text = query.getOrDefault("max", "50");
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX) {
            throw new AdminProblem(400, "malformed-max", "\"max\" is a number from 1 to 1000.");
        }
        return Integer.parseInt(text);
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

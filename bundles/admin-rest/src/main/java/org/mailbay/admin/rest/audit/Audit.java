package org.mailbay.admin.rest.audit;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** {@code /admin/v1/audit}: who changed what, from what to what, the newest first. */
@Component(
        service = {Audit.class, AdminResource.class, MetricSource.class},
        property = AdminResource.PATH + "=audit",
        configurationPid = "admin.audit",
        immediate = true)
@Designate(ocd = Audit.Config.class)
public final class Audit implements AdminResource, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final int SEGMENTS_A_REQUEST = 64;
    private static final int MOST_BYTES = 32 << 10;
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};
    private static final Shape ENTRY = Shape.object(
            field("id", Shape.number(), "a number that only rises"),
            field("time", Shape.instant(), "when it was done"),
            field("actor", Shape.text(), "who did it"),
            optional("tenant", Shape.number(), "number of the actor's tenant"),
            field("source", Shape.text(), "where the actor was"),
            field("operation", Shape.text(), "its id"),
            field("path", Shape.text(0, 10_000), "below /admin/v1"),
            field("outcome", Shape.text(), "done, begun (it may take long), failed, or the code of the refusal"),
            optional("request", Shape.anything(), "what was asked, without secrets"),
            optional("before", Shape.anything(), "what was another thing before"),
            optional("after", Shape.anything(), "what it is now"),
            optional("trace", Shape.text(), "id of the request in the logs"));

    private final JsonMapper json = JsonMapper.shared();
    private final InstantSource clock;
    private final Trail trail;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong entries = new AtomicLong();
    private volatile boolean isBroken;

    /** Settings. */
    @ObjectClassDefinition(name = "Audit log", description = "The record of who changed what by the admin API.")
    public @interface Config {
        @AttributeDefinition(
                description = "How much of the audit log is kept, in mebibytes; the oldest goes.",
                min = "2")
        int keepMebibytes() default 256;
    }

    @Activate
    public Audit(BundleContext context, Config config) throws IOException {
        this(Path.of(context.getProperty("mailbay.data")), config, InstantSource.system());
    }

    /** With another clock, for tests. */
    public Audit(Path data, Config config, InstantSource clock) throws IOException {
        this.clock = clock;
        trail = new Trail(data.resolve("audit"), (long) config.keepMebibytes() << 20);
    }

    @Deactivate
    public void close() throws IOException {
        trail.close();
    }

    /**
     * What was asked.
     *
     * @param operation its id
     * @param path below {@code /admin/v1}
     * @param request what was sent, without secrets; null for nothing
     * @param trace id of the request in the logs; null when it has none
     */
    public record Asked(
            Actor actor,
            String operation,
            String path,
            @Nullable Object request,
            @Nullable String trace) {}

    /**
     * Takes down what was asked and what came of it.
     *
     * @param outcome {@code done}, {@code begun}, {@code failed} or the code of the refusal
     * @param before of what was changed, that which is another thing now; null for nothing
     * @param after the same, as it is now
     * @throws IOException when it is not kept: the client must not take it for done
     */
    public void add(Asked asked, String outcome, @Nullable Object before, @Nullable Object after) throws IOException {
        Instant now = clock.instant();
        try {
            trail.append(number -> {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("id", number);
                entry.put("time", now.toString());
                entry.put("actor", asked.actor().name());
                if (asked.actor().tenant() != null) {
                    entry.put("tenant", asked.actor().tenant().number());
                }
                entry.put("source", asked.actor().source().getHostAddress());
                entry.put("operation", asked.operation());
                entry.put("path", asked.path());
                entry.put("outcome", outcome);
                put(entry, "request", asked.request());
                put(entry, "before", before);
                put(entry, "after", after);
                put(entry, "trace", asked.trace());
                return json.writeValueAsBytes(entry);
            });
            entries.incrementAndGet();
            isBroken = false;
        } catch (IOException e) {
            failures.incrementAndGet();
            isBroken = true;
            LOG.error("event=audit outcome=failed operation={}", asked.operation(), e);
            throw e;
        }
    }

    /** Whether the last entry was not kept. */
    public boolean isBroken() {
        return isBroken;
    }

    private void put(Map<String, Object> entry, String name, @Nullable Object value) {
        if (value != null) {
            int bytes = json.writeValueAsBytes(value).length;
            entry.put(name, bytes <= MOST_BYTES ? value : Map.of("bytes", bytes));
        }
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("", "listAudit", "Says who changed what, the newest first")
                .pages(ENTRY)
                .query("actor", Shape.text(1, 320), "only of this one")
                .query("operation", Shape.text(1, 100), "only with this id")
                .query("path", Shape.text(1, 1_000), "only below this one, such as accounts/ann@example.org")
                .query("since", Shape.instant(), "not older")
                .query("until", Shape.instant(), "not younger")
                .needs(Need.tenant("audit.read"))
                .by(this::list));
    }

    private AdminResponse list(AdminRequest request) throws AdminProblem, IOException {
        long before = before(request.after());
        List<Map<String, Object>> found = new ArrayList<>();
        long[] last = {0};
        int limit = request.limit();
        long further = trail.read(before, SEGMENTS_A_REQUEST, (number, line) -> {
            Map<String, Object> entry = read(line);
            if (entry == null || !isWanted(entry, request)) {
                return !isTooOld(entry, request);
            }
            if (found.size() == limit) {
                last[0] = number + 1;
                return false;
            }
            found.add(entry);
            return true;
        });
        long next = Math.max(last[0], further);
        return AdminResponse.page(found, next == 0 ? null : Long.toString(next));
    }

    private static long before(String after) throws AdminProblem {
        if (after.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (!after.matches("[0-9]{1,18}")) {
            throw AdminProblem.malformedParameter("after", "This is what a page before gave as \"next\".");
        }
        return Long.parseLong(after);
    }

    private @Nullable Map<String, Object> read(String line) {
        try {
            return json.readValue(line, OBJECT);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static boolean isTooOld(@Nullable Map<String, Object> entry, AdminRequest request) {
        String since = request.query("since", "");
        return entry != null && !since.isEmpty() && time(entry).isBefore(instant(since));
    }

    private static Instant time(Map<String, Object> entry) {
        return Instant.parse(String.valueOf(entry.get("time")));
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static boolean isWanted(Map<String, Object> entry, AdminRequest request) {
        Actor actor = request.actor();
        boolean isTheirs = actor.isSystem()
                || actor.tenant() != null
                        && entry.get("tenant") instanceof Number tenant
                        && tenant.longValue() == actor.tenant().number();
        String path = String.valueOf(entry.get("path"));
        String wanted = request.query("path", "");
        String until = request.query("until", "");
        return isTheirs
                && !isTooOld(entry, request)
                && (until.isEmpty() || !time(entry).isAfter(instant(until)))
                && request.query("actor", String.valueOf(entry.get("actor"))).equals(entry.get("actor"))
                && request.query("operation", String.valueOf(entry.get("operation")))
                        .equals(entry.get("operation"))
                && (wanted.isEmpty() || path.equals(wanted) || path.startsWith(wanted + "/"));
    }

    @Override
    public void measure(Metrics out) {
        out.counter("mailbay_admin_audit_entries_total", "Entries of the audit log.", entries.get());
        out.counter(
                "mailbay_admin_audit_failures_total",
                "Entries of the audit log that could not be written.",
                failures.get());
    }
}

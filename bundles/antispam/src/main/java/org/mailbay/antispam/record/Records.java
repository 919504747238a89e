package org.mailbay.antispam.record;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.dns.Answer;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Annex;
import org.mailbay.store.Room;
import org.mailbay.swap.Swappable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps candidates in the room {@code antispam}, for some days and within some megabytes; mail never waits for it.
 *
 * <p>What cannot be written in time is left out and counted: a record serves to explain, no mail depends on it.
 */
@Component(
        configurationPid = "antispam.records",
        service = {Records.class, MetricSource.class},
        immediate = true)
@Designate(ocd = Records.Config.class)
public final class Records implements MetricSource {
    /** What an operator can set. */
    @ObjectClassDefinition(
            name = "Recorded candidates",
            description = "What is kept of judged mail, so that it can be judged again.")
    public @interface Config {
        @AttributeDefinition(description = "Days that a candidate is kept; 0 records nothing.", min = "0", max = "365")
        int keepDays() default 7;

        @AttributeDefinition(description = "Megabytes of all candidates; beyond, the oldest go.", min = "1")
        int megabytes() default 512;

        @AttributeDefinition(
                description = "Kilobytes of a message that are kept; of a longer one only its beginning.",
                min = "0",
                max = "8192")
        int messageKilobytes() default 256;

        @AttributeDefinition(
                description = "Candidates recorded in a second; more are left out, so that a flood costs little.",
                min = "1",
                max = "10000")
        int perSecond() default 50;

        @AttributeDefinition(description = "Seconds to wait for the store while it is replaced.")
        int awaySeconds() default 10;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Records.class);
    private static final long MAX_WAITING_BYTES = 32L << 20;
    private static final int MAX_WAITING = 5_000;
    private static final int BATCH_ROWS = Room.MAX_CHANGES / 2;
    private static final int TRIM_SECONDS = 60;
    private static final Duration LAST = Duration.ofSeconds(5);

    private final Config config;
    private final InstantSource clock;
    private final Swappable<Annex> annexes = new Swappable<>("annex");
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(MAX_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final LongAdder written = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Thread writer;
    private volatile boolean stopping;
    private volatile long total = -1;
    private long lastId;
    private long trimmed = System.nanoTime();
    private boolean isTroubled;
    private long second = Long.MIN_VALUE;
    private int inSecond;

    @Activate
    public Records(Config config) {
        this(config, InstantSource.system());
    }

    Records(Config config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.writer = Thread.ofVirtual().name("antispam-records").start(this::write);
    }

    @Deactivate
    void stop() {
        stopping = true;
        try {
            if (!writer.join(LAST)) {
                writer.interrupt();
                writer.join(LAST);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            writer.interrupt();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAnnex(Annex annex) {
        annexes.bind(annex);
    }

    void unbindAnnex(Annex annex) {
        annexes.unbind(annex, LAST);
    }

    /**
     * Records soon; at once, never waits, never throws. The candidate's content is read here and not later.
     *
     * @param answers kept as they are: not to be changed any more
     */
    public void add(Phase phase, Candidate candidate, Map<Question, Answer> answers, Verdict verdict) {
        int idLength = candidate.traceId().getBytes(StandardCharsets.UTF_8).length;
        if (config.keepDays() == 0 || stopping) {
            return;
        }
        if (idLength == 0
                || idLength > Rows.MAX_TRACE_ID
                || !isWithinRate()
                || waitingBytes.get() > MAX_WAITING_BYTES) {
            skipped.increment();
            return;
        }
        try {
            Candidate.Body body = candidate.content();
            Bytes message = body == null ? null : Bytes.of(body.bytes(), config.messageKilobytes() << 10);
            Waiting waiting = new Waiting(
                    phase,
                    withoutContent(candidate),
                    message,
                    body == null ? 0 : body.bytes().size(),
                    answers,
                    verdict);
            waitingBytes.addAndGet(waiting.weight());
            if (!queue.offer(waiting)) {
                waitingBytes.addAndGet(-waiting.weight());
                skipped.increment();
            }
        } catch (IOException | UncheckedIOException e) {
            failed.increment();
            LOG.warn(
                    "event=antispam-record outcome=failed trace={} reason=\"{}\"", candidate.traceId(), e.getMessage());
        }
    }

    private synchronized boolean isWithinRate() {
        long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        if (now != second) {
            second = now;
            inSecond = 0;
        }
        return ++inSecond <= config.perSecond();
    }

    private static Candidate withoutContent(Candidate candidate) {
        return new Candidate(
                candidate.traceId(),
                candidate.received(),
                candidate.client(),
                candidate.sender(),
                candidate.recipients(),
                null,
                candidate.results());
    }

    private void write() {
        while (!stopping || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
                boolean due = System.nanoTime() - trimmed > TimeUnit.SECONDS.toNanos(TRIM_SECONDS);
                if (first != null || due && annexes.isPresent()) {
                    batch(first, due);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void batch(@Nullable Waiting first, boolean trim) {
        List<Room.Change> changes = new ArrayList<>();
        int count = 0;
        try (Swappable.Lease<Annex> annex = annexes.acquire(Duration.ofSeconds(config.awaySeconds()))) {
            Rows rows = new Rows(annex.service().room("antispam"));
            long bytes = total < 0 ? rows.total() : total;
            for (Waiting next = first; next != null; next = changes.size() < BATCH_ROWS ? queue.poll() : null) {
                waitingBytes.addAndGet(-next.weight());
                count++;
                bytes += put(next, changes);
            }
            if (!changes.isEmpty()) {
                changes.add(Rows.total(bytes));
                rows.commit(changes);
            }
            total = bytes;
            if (trim || bytes > most()) {
                trimmed = System.nanoTime();
                total = trim(rows, bytes);
            }
            written.add(count);
            isTroubled = false;
        } catch (IOException | RuntimeException e) {
            total = -1;
            trimmed = System.nanoTime();
            failed.add(count);
            if (!isTroubled) {
                LOG.atWarn().setCause(e).log("event=antispam-records outcome=failed lost={}", count);
            }
            isTroubled = true;
        }
    }

    private long put(Waiting next, List<Room.Change> changes) throws IOException {
        byte[] form = next.form();
        if (form.length > Rows.MAX_BYTES) {
            skipped.increment();
            return 0;
        }
        lastId = Math.max(lastId + 1, Rows.id(clock.instant()));
        List<Room.Change> rows = Rows.rows(lastId, next.candidate().traceId(), form);
        changes.addAll(rows);
        return form.length + next.candidate().traceId().getBytes(StandardCharsets.UTF_8).length + 1L;
    }

    private long most() {
        return (long) config.megabytes() << 20;
    }

    private long trim(Rows rows, long bytes) throws IOException {
        Instant before = clock.instant().minus(Duration.ofDays(config.keepDays()));
        long now = bytes;
        for (long last = -1; now != last; ) {
            last = now;
            now = rows.trim(before, now - most(), now);
        }
        return now;
    }

    /** What was recorded of a trace, in order of time. */
    public List<Recorded> find(String traceId) throws IOException {
        try (Swappable.Lease<Annex> annex = annexes.acquire(Duration.ofSeconds(config.awaySeconds()))) {
            List<Recorded> found = new ArrayList<>();
            for (byte[] form : new Rows(annex.service().room("antispam")).find(traceId)) {
                found.add(RecordedForm.read(form));
            }
            return found;
        }
    }

    /**
     * The traces that were recorded last, newest first.
     *
     * @param since how far back to look
     * @param max from 1
     */
    public List<String> newest(Duration since, int max) throws IOException {
        try (Swappable.Lease<Annex> annex = annexes.acquire(Duration.ofSeconds(config.awaySeconds()))) {
            return new Rows(annex.service().room("antispam"))
                    .newest(clock.instant().minus(since), max);
        }
    }

    @Override
    public void measure(Metrics out) {
        String help = "Candidates to be recorded, by what became of it.";
        out.counter("mailbay_antispam_records_total", help, written.sum(), "outcome", "written");
        out.counter("mailbay_antispam_records_total", help, skipped.sum(), "outcome", "skipped");
        out.counter("mailbay_antispam_records_total", help, failed.sum(), "outcome", "failed");
        out.gauge("mailbay_antispam_record_bytes", "Bytes of recorded candidates.", Math.max(0, total));
    }
}

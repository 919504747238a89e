package org.mailbay.antispam.greylist;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.dns.Resolver;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Annex;
import org.mailbay.store.Room;
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
 * Asks a stranger to come again (RFC 6647 §2): it goes by the time in the candidate, so that a recorded one is judged as it was, and
 * remembers only candidates of now.
 */
@Component(
        configurationPid = "antispam.greylist",
        immediate = true,
        service = {Stage.class, HealthCheck.class, MetricSource.class},
        property = {
            Stage.NAME + "=greylist",
            Stage.ORDER + ":Integer=900",
            Stage.PHASES + "=RECIPIENT",
            "hc.name=Greylisting",
            "hc.tags=mailbay"
        })
@Designate(ocd = GreylistStage.Config.class)
public final class GreylistStage implements Stage, HealthCheck, MetricSource {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "Greylisting", description = "Strangers are asked to come again.")
    public @interface Config {
        @AttributeDefinition(description = "Minutes after which a second attempt passes.", min = "1", max = "1440")
        int delayMinutes() default 5;

        @AttributeDefinition(description = "Hours within which the second attempt must come.", min = "1", max = "720")
        int windowHours() default 24;

        @AttributeDefinition(description = "Days that who has passed is remembered after the last mail.", min = "1")
        int passDays() default 36;

        @AttributeDefinition(
                description = "Senders of a network that have passed, after which all of it passes; 0: never.",
                min = "0")
        int networkPasses() default 5;

        @AttributeDefinition(description = "Addresses or blocks (192.0.2.0/24) that always pass.")
        String[] pass() default {};

        @AttributeDefinition(
                description = "Entries that are remembered; beyond, strangers pass: a flood must not fill the disk.",
                min = "1000")
        long maxEntries() default 1_000_000;
    }

    private static final Logger LOG = LoggerFactory.getLogger(GreylistStage.class);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration AWAY = Duration.ofSeconds(3);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final Duration FIRST_SWEEP = Duration.ofSeconds(5);
    private static final long DAY = Duration.ofDays(1).toMillis();

    /** A candidate that was received longer ago is a recorded one. */
    private static final long CURRENT = Duration.ofMinutes(10).toMillis();

    /** What the trace id of a candidate begins with that an administrator made up. */
    private static final String WHAT_IF = "what-if-";

    private final Config config;
    private final InstantSource clock;
    private final Networks pass;
    private final Memory memory = new Memory(AWAY);
    private final LongAdder delayed = new LongAdder();
    private final LongAdder passed = new LongAdder();
    private final LongAdder known = new LongAdder();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final Thread sweeper;

    @Activate
    public GreylistStage(Config config) {
        this(config, InstantSource.system());
    }

    GreylistStage(Config config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.pass = Networks.of(config.pass());
        this.sweeper = Thread.ofVirtual().name("antispam-greylist").start(this::sweep);
    }

    @Deactivate
    void stop() {
        sweeper.interrupt();
        try {
            sweeper.join(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindAnnex(Annex annex) {
        memory.bind(annex);
    }

    void unbindAnnex(Annex annex) {
        memory.unbind(annex, DRAIN);
    }

    @Override
    public Opinion judge(Phase phase, Candidate candidate, Resolver dns) throws IOException {
        if (candidate.recipients().isEmpty() || !candidate.client().isKnown()) {
            return Opinion.NONE;
        }
        if (pass.contains(candidate.client().address())) {
            return Opinion.none("always passes");
        }
        Triplet triplet = Triplet.of(
                candidate.client().address(),
                candidate.sender(),
                candidate.recipients().getLast());
        long time = candidate.received().toEpochMilli();
        boolean isCurrent = Math.abs(clock.millis() - time) < CURRENT
                && !candidate.traceId().startsWith(WHAT_IF);
        asked.countDown();
        List<@Nullable Entry> entries = memory.get(triplet);
        Entry network = entries.get(1);
        if (network != null && network.isPassedAt(time)) {
            return known(
                    "its network is known",
                    new Room.Change(triplet.networkKey(), seen(network, time)),
                    network,
                    time,
                    isCurrent);
        }
        Entry entry = entries.get(0);
        if (entry == null || isForgotten(entry, time)) {
            return stranger(triplet, entry, time, isCurrent);
        }
        if (entry.isPassedAt(time)) {
            return known("known", new Room.Change(triplet.key(), seen(entry, time)), entry, time, isCurrent);
        }
        long left = Duration.ofMinutes(config.delayMinutes()).toMillis() - (time - entry.first());
        if (left > 0) {
            delayed.increment();
            return later(left);
        }
        return passes(triplet, entry, network, time, isCurrent);
    }

    private static Opinion later(long millis) {
        long minutes = (millis + 59_999) / 60_000;
        return Opinion.tryLater( // RFC 6647 §5: a temporary failure, and why
                "4.7.1", "Greylisted: try again in " + minutes + (minutes == 1 ? " minute" : " minutes"));
    }

    private Opinion stranger(Triplet triplet, @Nullable Entry before, long time, boolean isCurrent) throws IOException {
        if (memory.entries() >= config.maxEntries()) {
            return Opinion.none("there is no room to remember it");
        }
        if (isCurrent) {
            Entry entry = new Entry(time, time, 0, 0);
            memory.put(List.of(new Room.Change(triplet.key(), entry.toBytes())), before == null ? 1 : 0);
            delayed.increment();
        }
        return later(Duration.ofMinutes(config.delayMinutes()).toMillis());
    }

    private Opinion passes(Triplet triplet, Entry entry, @Nullable Entry network, long time, boolean isCurrent)
            throws IOException {
        if (isCurrent) {
            List<Room.Change> changes = new ArrayList<>();
            changes.add(new Room.Change(triplet.key(), new Entry(entry.first(), time, time, 0).toBytes()));
            if (config.networkPasses() > 0) {
                int count = network == null ? 1 : network.count() + 1;
                long since = count >= config.networkPasses() ? time : 0;
                changes.add(new Room.Change(
                        triplet.networkKey(),
                        new Entry(network == null ? time : network.first(), time, since, count).toBytes()));
            }
            memory.put(changes, network == null && config.networkPasses() > 0 ? 1 : 0);
            passed.increment();
        }
        return Opinion.none("came again");
    }

    private static byte[] seen(Entry entry, long time) {
        return new Entry(entry.first(), time, entry.passed(), entry.count()).toBytes();
    }

    /** Written down once a day, not with each message. */
    private Opinion known(String why, Room.Change seen, Entry entry, long time, boolean isCurrent) throws IOException {
        if (isCurrent && time - entry.last() > DAY) {
            memory.put(List.of(seen), 0);
        }
        known.increment();
        return Opinion.none(why);
    }

    private boolean isForgotten(Entry entry, long time) {
        return entry.passed() != 0 || entry.count() > 0
                ? time - entry.last() > Duration.ofDays(config.passDays()).toMillis()
                : time - entry.first() > Duration.ofHours(config.windowHours()).toMillis();
    }

    private void sweep() {
        Duration pause = FIRST_SWEEP;
        while (true) {
            try {
                asked.await(); // the room of who is never asked is never opened
                Thread.sleep(pause);
                if (memory.isPresent()) {
                    memory.sweep(entry -> isForgotten(entry, clock.millis()));
                    pause = SWEEP;
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("event=antispam-greylist outcome=not-swept reason=\"{}\"", e.getMessage());
            }
        }
    }

    /** Forgets now what is to be forgotten. */
    void sweepNow() throws IOException, InterruptedException {
        memory.sweep(entry -> isForgotten(entry, clock.millis()));
    }

    @Override
    public Result execute() {
        if (!memory.isPresent()) {
            return new Result(Result.Status.TEMPORARILY_UNAVAILABLE, "the store is away: strangers pass");
        }
        return memory.entries() >= config.maxEntries()
                ? new Result(Result.Status.WARN, "strangers pass: there are " + memory.entries() + " entries")
                : new Result(Result.Status.OK, "remembers");
    }

    @Override
    public void measure(Metrics out) {
        String help = "Recipients asked about, by what was said.";
        out.counter("mailbay_antispam_greylist_total", help, delayed.sum(), "outcome", "delayed");
        out.counter("mailbay_antispam_greylist_total", help, passed.sum(), "outcome", "passed");
        out.counter("mailbay_antispam_greylist_total", help, known.sum(), "outcome", "known");
        out.gauge("mailbay_antispam_greylist_entries", "Entries remembered.", Math.max(0, memory.entries()));
    }
}

package org.mailbay.directory.local.attempts;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.mime.Address;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts failed log-ins, for all faces, and makes those wait who fail too often.
 *
 * <p>A network that has logged in as somebody is <em>familiar</em> to that account: what others do to the account, or others of that
 * network to other accounts, does not keep it out.
 */
@Component(
        service = {Attempts.class, MetricSource.class},
        configurationPid = "directory.attempts")
@Designate(ocd = Attempts.Config.class)
public final class Attempts implements MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final int MOST = 50_000;
    private static final int MOST_ASLEEP = 500;
    private static final int MAX_KEY = 320;

    /** A password that was wrong before, again: a forgotten device rather than somebody who guesses. */
    private static final double AGAIN = 0.1;

    /** Configuration. */
    @ObjectClassDefinition(name = "Failed log-ins", description = "Who has to wait after how many of them")
    public @interface Config {
        @AttributeDefinition(
                description = "Failures that block a network for accounts that never logged in from it",
                min = "1")
        int sourceFailures() default 20;

        @AttributeDefinition(
                description = "Failures that block an account for networks that it never logged in from",
                min = "1")
        int accountFailures() default 10;

        @AttributeDefinition(
                description = "Failures that block an account for one network that it did log in from",
                min = "1")
        int familiarFailures() default 30;

        @AttributeDefinition(
                description = "How long a first block lasts, in seconds; each further one twice as long",
                min = "1")
        int blockSeconds() default 60;

        @AttributeDefinition(description = "How long a block lasts at most, in seconds", min = "1")
        int maxBlockSeconds() default 1_800;

        @AttributeDefinition(
                description = "After how many seconds without one failures and blocks are forgotten",
                min = "1")
        int memorySeconds() default 3_600;

        @AttributeDefinition(description = "How long a network stays familiar to an account, in days", min = "0")
        int familiarDays() default 30;

        @AttributeDefinition(
                description =
                        "How long the second failure in a row is waited with, in milliseconds; each further one twice as long",
                min = "0")
        int delayMillis() default 100;

        @AttributeDefinition(description = "How long a failure is waited with at most, in milliseconds", min = "0")
        int maxDelayMillis() default 3_000;

        @AttributeDefinition(description = "Bits of an IPv4 address that are one network", min = "8", max = "32")
        int ipv4Prefix() default 32;

        @AttributeDefinition(description = "Bits of an IPv6 address that are one network", min = "16", max = "128")
        int ipv6Prefix() default 64;

        @AttributeDefinition(description = "Networks that are never blocked, such as 192.0.2.0/24")
        String[] exempt() default {"127.0.0.0/8", "::1/128"};
    }

    /** What came of an attempt, as the metric says. */
    private enum Outcome {
        IN,
        WRONG,
        LATER
    }

    private record Pair(Network network, String account) {}

    private final Config config;
    private final LongSupplier clock;
    private final Naps naps;
    private final List<Network> exempt;
    private final Tallies<Network> sources;
    private final Tallies<String> accounts;
    private final Tallies<Pair> pairs;
    private final Tallies<Pair> exempted;
    private final Map<Pair, Long> familiar = new LinkedHashMap<>(64, 0.75f, true);
    private final Repeats repeats = new Repeats();
    private final Semaphore beds = new Semaphore(MOST_ASLEEP);
    private final AtomicLongArray outcomes = new AtomicLongArray(Outcome.values().length);

    @Activate
    public Attempts(Config config) {
        this(config, System::nanoTime, Thread::sleep);
    }

    /** Waits, as {@link Thread#sleep(Duration)}. */
    @FunctionalInterface
    interface Naps {
        void take(Duration length) throws InterruptedException;
    }

    Attempts(Config config, LongSupplier clock, Naps naps) {
        this.config = config;
        this.clock = clock;
        this.naps = naps;
        this.exempt = Arrays.stream(config.exempt())
                .filter(text -> !text.isBlank())
                .map(text -> Network.parse(text)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "directory.attempts.exempt: " + text + " is no network such as 192.0.2.0/24")))
                .toList();
        Duration longest = Duration.ofSeconds(config.maxBlockSeconds());
        Duration first = Duration.ofSeconds(config.blockSeconds());
        Duration memory = Duration.ofSeconds(config.memorySeconds());
        sources = new Tallies<>("source", MOST, new Tallies.Terms(config.sourceFailures(), first, longest, memory));
        accounts = new Tallies<>("account", MOST, new Tallies.Terms(config.accountFailures(), first, longest, memory));
        // Somebody in the office may guess a colleague's password; the colleague must not be out for long.
        pairs = new Tallies<>("familiar", MOST, new Tallies.Terms(config.familiarFailures(), first, first, memory));
        exempted = new Tallies<>("exempt", MOST, new Tallies.Terms(Integer.MAX_VALUE, first, first, memory));
    }

    /** How the name of a user is counted, whether there is one or not: as it is looked up. */
    public static String key(String name) {
        String lower = Address.parse(name)
                .map(address -> address.localPart().toLowerCase(Locale.ROOT)
                        + '@'
                        + address.domain().ascii())
                .orElseGet(() -> name.toLowerCase(Locale.ROOT));
        return lower.length() > MAX_KEY ? lower.substring(0, MAX_KEY) : lower;
    }

    private Network network(InetAddress source) {
        return Network.of(source, config.ipv4Prefix(), config.ipv6Prefix());
    }

    private boolean isExempt(InetAddress source) {
        return exempt.stream().anyMatch(network -> network.contains(source));
    }

    /**
     * How long this client has to wait before it may try; zero when it may.
     *
     * @param account normalised; empty for a token
     */
    public Duration wait(InetAddress source, String account) {
        Duration wait = isExempt(source) ? Duration.ZERO : blocked(network(source), account);
        if (!wait.isZero()) {
            outcomes.incrementAndGet(Outcome.LATER.ordinal());
        }
        return wait;
    }

    private synchronized Duration blocked(Network network, String account) {
        if (sources.isEmpty() && accounts.isEmpty() && pairs.isEmpty()) {
            return Duration.ZERO;
        }
        long now = clock.getAsLong();
        Pair pair = new Pair(network, account);
        if (isFamiliar(pair, now)) {
            return pairs.blocked(pair, now);
        }
        Duration source = sources.blocked(network, now);
        Duration target = accounts.blocked(account, now);
        return source.compareTo(target) > 0 ? source : target;
    }

    private boolean isFamiliar(Pair pair, long now) {
        Long last = familiar.get(pair);
        if (last != null && now - last > Duration.ofDays(config.familiarDays()).toNanos()) {
            familiar.remove(pair);
            return false;
        }
        return last != null;
    }

    /** Somebody is let in. */
    public void succeeded(InetAddress source, String account) {
        outcomes.incrementAndGet(Outcome.IN.ordinal());
        if (account.isEmpty()) {
            return;
        }
        Pair pair = new Pair(network(source), account);
        synchronized (this) {
            familiar.put(pair, clock.getAsLong());
            if (familiar.size() > MOST) {
                familiar.remove(familiar.keySet().iterator().next());
            }
            pairs.lift(pair);
            exempted.lift(pair);
        }
    }

    /**
     * Somebody is not let in: counts it, and waits a little, the longer the more often it happened. Hold no lock.
     *
     * @param account normalised, whether it exists or not; empty for a token
     * @param password that was wrong; empty when it is not known
     */
    public void failed(InetAddress source, String account, String password) {
        outcomes.incrementAndGet(Outcome.WRONG.ordinal());
        Network network = network(source);
        LOG.info("event=log-in outcome=refused source={}", network);
        boolean isExempt = isExempt(source);
        long failures;
        synchronized (this) {
            long now = clock.getAsLong();
            double weight = !password.isEmpty() && repeats.isAgain(account, password) ? AGAIN : 1;
            Pair pair = new Pair(network, account);
            if (isExempt || isFamiliar(pair, now)) {
                Tallies<Pair> tallies = isExempt ? exempted : pairs;
                count(tallies, pair, weight, now);
                failures = tallies.failures(pair, now);
            } else {
                count(sources, network, weight, now);
                failures = sources.failures(network, now);
                if (!account.isEmpty()) {
                    count(accounts, account, weight, now);
                    failures = Math.max(failures, accounts.failures(account, now));
                }
            }
        }
        nap(failures);
    }

    private static <K> void count(Tallies<K> tallies, K key, double weight, long now) {
        Duration blocked = tallies.fail(key, weight, now);
        if (!blocked.isZero()) {
            LOG.warn(
                    "event=log-in-blocked scope={} who=\"{}\" seconds={}",
                    tallies.scope(),
                    words(key),
                    blocked.toSeconds());
        }
    }

    /** For the log: a name that a stranger typed must not make lines of its own. */
    private static String words(Object key) {
        String words = key instanceof Pair(Network network, String account) ? account + " " + network : key.toString();
        return words.replaceAll("[^\\p{L}\\p{N}@._:/ -]", "?");
    }

    private void nap(long failures) {
        if (failures < 2 || config.delayMillis() == 0 || !beds.tryAcquire()) {
            return;
        }
        try {
            long millis = (long) config.delayMillis() << Math.min(failures - 2, 20);
            naps.take(Duration.ofMillis(Math.min(millis, config.maxDelayMillis())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            beds.release();
        }
    }

    /** Forgets what was done to an account: it was made, has another password, or somebody wants so; whether there was something. */
    public synchronized boolean forget(String account) {
        return accounts.lift(account)
                | pairs.liftIf(pair -> pair.account.equals(account))
                | exempted.liftIf(pair -> pair.account.equals(account));
    }

    /** Lifts what lies on a network; whether there was something. */
    synchronized boolean liftSource(InetAddress source) {
        return sources.lift(network(source));
    }

    /** Lifts everything. */
    synchronized void liftAll() {
        sources.clear();
        accounts.clear();
        pairs.clear();
        exempted.clear();
    }

    /** Who failed lately, in which scope, how often, and for how many seconds a block still lasts. */
    synchronized List<Map<String, Object>> show() {
        long now = clock.getAsLong();
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Tallies<?> tallies : List.of(sources, accounts, pairs, exempted)) {
            for (Tallies.Shown<?> shown : tallies.show(now)) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("scope", shown.scope());
                line.put("account", account(shown.key()));
                line.put("source", source(shown.key()));
                line.put("failures", shown.failures());
                line.put("blockedSeconds", shown.blocked().toSeconds());
                lines.add(line);
            }
        }
        return lines;
    }

    private static String account(Object key) {
        return key instanceof Pair pair ? pair.account : key instanceof String account ? account : "";
    }

    private static String source(Object key) {
        return key instanceof Pair pair ? pair.network.toString() : key instanceof Network ? key.toString() : "";
    }

    @Override
    public void measure(Metrics out) {
        for (Outcome outcome : Outcome.values()) {
            out.counter(
                    "mailbay_log_ins_total",
                    "Log-ins that were tried",
                    outcomes.get(outcome.ordinal()),
                    "outcome",
                    outcome.name().toLowerCase(Locale.ROOT));
        }
        synchronized (this) {
            for (Tallies<?> tallies : List.of(sources, accounts, pairs)) {
                out.counter(
                        "mailbay_log_in_blocks_total",
                        "Times that somebody failed too often and was blocked",
                        tallies.blocks(),
                        "scope",
                        tallies.scope());
            }
        }
    }
}

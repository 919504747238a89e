package org.mailbay.dns.resolver;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.mailbay.dns.Answer;
import org.mailbay.dns.Answer.Status;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.Resolver;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/** The resolver: remembers, lets those who ask the same wait for one answer, and bounds how many are looked into at a time. */
@Component(
        configurationPid = "dns",
        immediate = true,
        service = {Resolver.class, DnsResolver.class, HealthCheck.class, MetricSource.class},
        property = {"hc.name=DNS", "hc.tags=mailbay", "hc.tags=dns"})
@Designate(ocd = Config.class)
public final class DnsResolver implements Resolver, HealthCheck, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(DnsResolver.class);
    private static final int LONGEST_SHOWN = 255;
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final Figures figures = new Figures();
    private final Suspicion suspicion = new Suspicion();
    private final ConcurrentHashMap<Question, CompletableFuture<Found>> running = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("dns-", 0).factory());
    private final Servers servers;
    private final Asking asking;
    private final Resolution resolution;
    private final Cache cache;
    private final Semaphore places;
    private final Duration deadline;
    private final Duration drain;

    /** Made by the container. */
    @Activate
    public DnsResolver(Config config) {
        this(config, Clock.systemUTC(), System::nanoTime);
    }

    DnsResolver(Config config, Clock clock, LongSupplier nanos) {
        Settings settings = new Settings(
                Duration.ofMillis(config.timeoutMillis()),
                config.tries(),
                Duration.ofMillis(config.deadlineMillis()),
                config.answerBytes(),
                config.records(),
                config.aliases(),
                config.exchanges());
        Lifetimes lifetimes = new Lifetimes(
                Math.min(config.minTtlSeconds(), config.maxTtlSeconds()),
                config.maxTtlSeconds(),
                config.maxNothingTtlSeconds(),
                config.failureSeconds());
        this.servers = config.servers().length == 0
                ? Servers.system(Path.of(config.resolvConf()))
                : Servers.of(List.of(config.servers()));
        Upstream upstream = new Upstream(servers, settings, figures);
        this.asking = new Asking(
                upstream,
                Asking.Dnssec.of(config.dnssec()),
                List.of(config.anchors()),
                List.of(config.unproved()),
                clock);
        Fixed fixed = new Fixed(List.of(config.fixed()), List.of(config.fixedAuthentic()));
        boolean isOwn = config.servers().length > 0 && asking.dnssec() != Asking.Dnssec.VALIDATE;
        SpecialUse special = new SpecialUse(name -> isOwn || asking.isNamed(name));
        this.resolution = new Resolution(fixed, special, asking, settings, lifetimes, clock, threads);
        this.cache = new Cache(config.cacheEntries(), nanos);
        this.places = new Semaphore(config.concurrent());
        this.deadline = settings.deadline();
        this.drain = Duration.ofSeconds(config.drainSeconds());
    }

    @Override
    public Answer ask(String name, RecordType type) {
        Answer answer = look(name, type).answer();
        figures.answered(answer.status());
        return answer;
    }

    /** An answer and where it is from. */
    Found look(String given, RecordType type) {
        Optional<Name> name = Names.parse(given);
        if (name.isEmpty()) {
            String shown = given.length() > LONGEST_SHOWN ? given.substring(0, LONGEST_SHOWN) : given;
            return new Found(
                    new Answer(shown, type, Status.MALFORMED, false, List.of(), Duration.ZERO, "it cannot be a name"),
                    "",
                    Duration.ZERO);
        }
        Question question = new Question(name.get(), type);
        Optional<Cache.Hit> hit = cache.get(question);
        if (hit.isPresent()) {
            figures.hit();
            Found found = hit.get().found();
            return new Found(
                    found.answer(hit.get().left()),
                    "cache, " + found.from(),
                    hit.get().left());
        }
        CompletableFuture<Found> mine = new CompletableFuture<>();
        CompletableFuture<Found> others = running.putIfAbsent(question, mine);
        if (others == null) {
            try {
                threads.submit(() -> find(question, mine)); // a task of the JDK's: ADR 23
            } catch (RejectedExecutionException e) {
                running.remove(question, mine);
                mine.complete(Found.failed(question, "", "the resolver is closing", Duration.ZERO));
            }
        } else {
            figures.joined();
        }
        return await(question, others == null ? mine : others);
    }

    private Found await(Question question, CompletableFuture<Found> future) {
        try {
            // A place is waited for within the deadline, too.
            return future.get(deadline.multipliedBy(2).plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Found.failed(question, "", "interrupted", Duration.ZERO);
        } catch (TimeoutException | ExecutionException e) {
            LOG.error("event=dns.question outcome=failed type={}", question.type(), e);
            return Found.failed(question, "", "internal error", Duration.ZERO);
        }
    }

    private void find(Question question, CompletableFuture<Found> future) {
        Found found = Found.failed(question, "", "internal error", Duration.ZERO);
        try {
            found = inPlace(question);
            cache.put(question, found);
        } catch (InterruptedException e) {
            found = Found.failed(question, "", "the resolver is closing", Duration.ZERO);
        } catch (RuntimeException | Error e) {
            // Nobody looks at the task itself.
            LOG.error("event=dns.question outcome=failed type={}", question.type(), e);
        } finally {
            running.remove(question, future);
            future.complete(found);
        }
    }

    private Found inPlace(Question question) throws InterruptedException {
        if (!places.tryAcquire(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            return Found.failed(question, "", "too many questions at a time", Duration.ZERO);
        }
        long begun = System.nanoTime();
        try {
            Found found = resolution.find(question);
            Status status = found.answer().status();
            if (suspicion.isNews(found.answer())) {
                LOG.warn(
                        "event=dns.bogus name={} type={} why=\"{}\"",
                        question.text(),
                        question.type(),
                        found.answer().reason());
            }
            LOG.debug("event=dns.found type={} status={} from={}", question.type(), status, found.from());
            return found;
        } finally {
            places.release();
            figures.resolved(System.nanoTime() - begun);
        }
    }

    /** Forgets all answers and keys; how many answers that were. */
    int flush() {
        asking.flush();
        int flushed = cache.flush();
        LOG.info("event=dns.flushed entries={}", flushed);
        return flushed;
    }

    /** Each server with what is wrong with it; empty for nothing. */
    Map<String, String> states() {
        return servers.states();
    }

    Asking.Dnssec dnssec() {
        return asking.dnssec();
    }

    int remembered() {
        return cache.size();
    }

    /** Never more than a warning: without DNS mail waits in the queue, and everything else works. */
    @Override
    public Result execute() {
        Map<String, String> states = servers.states();
        List<String> wrong = states.entrySet().stream()
                .filter(e -> !e.getValue().isEmpty())
                .map(e -> e.getKey() + ": " + e.getValue())
                .toList();
        if (!wrong.isEmpty()) {
            String which = wrong.size() == states.size() ? "no DNS server answers: " : "DNS servers do not answer: ";
            return new Result(Result.Status.WARN, which + String.join(", ", wrong));
        }
        if (suspicion.isWhole()) {
            return new Result(
                    Result.Status.WARN,
                    "DNSSEC disproves every answer: do the servers strip signatures? See [dns] servers and dnssec.");
        }
        return new Result(Result.Status.OK, String.join(", ", states.keySet()));
    }

    @Override
    public void measure(Metrics out) {
        figures.measure(out, cache.size(), running.size());
    }

    @Deactivate
    void close() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
            threads.shutdownNow();
            if (!threads.awaitTermination(SLACK.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.error("event=dns.stopped outcome=failed questions={}", running.size());
            }
        }
    }
}

package org.mailbay.metrics.exposition;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mailbay.metrics.MetricSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all sources there are, together and within a bound. */
@Component(service = Figures.class)
public final class Figures {
    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final int MOST_COMPLAINTS = 1_000;

    private final Map<Object, Source> sources = new ConcurrentHashMap<>();
    private final Source process = new Source("process", new ProcessFigures());
    private final ExecutorService threads;
    private final Duration bound;
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();

    @Activate
    public Figures() {
        this(BOUND);
    }

    Figures(Duration bound) {
        this.bound = bound;
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("metrics-", 0).factory());
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindSource(MetricSource source, ServiceReference<MetricSource> reference) {
        Bundle bundle = reference.getBundle();
        String name = bundle == null ? "unknown" : String.valueOf(bundle.getSymbolicName());
        add(source, name.replaceFirst("^org\\.mailbay\\.", ""));
    }

    void unbindSource(MetricSource source) {
        Source gone = sources.remove(source);
        if (gone != null) {
            gone.drain(bound);
        }
    }

    void add(MetricSource source, String name) {
        sources.put(source, new Source(name, source));
    }

    @Deactivate
    void close() {
        threads.shutdownNow();
    }

    /** Everything as it is now. */
    Page measure() throws InterruptedException {
        Map<Source, CompletableFuture<List<Sample>>> asked = new LinkedHashMap<>();
        asked.put(process, process.ask(threads));
        sources.values().stream().sorted(Comparator.comparing(Source::name)).forEach(source -> {
            asked.put(source, source.ask(threads));
        });
        Page page = new Page();
        Map<String, Integer> silent = new LinkedHashMap<>();
        long deadline = System.nanoTime() + bound.toNanos();
        for (Map.Entry<Source, CompletableFuture<List<Sample>>> one : asked.entrySet()) {
            String name = one.getKey().name();
            silent.putIfAbsent(name, 0);
            String trouble = take(name, one.getValue(), deadline, page);
            if (!trouble.isEmpty()) {
                silent.merge(name, 1, Integer::sum);
                complain("event=metrics outcome=failed source=" + name + " reason=\"" + trouble + '"');
            }
        }
        silent.forEach((name, count) -> page.add(
                Sample.of(
                        Sample.Kind.GAUGE,
                        "mailbay_metrics_silent_sources",
                        "Sources that threw, or did not answer in time, this time.",
                        count,
                        "bundle",
                        name),
                "metrics"));
        page.conflicts().forEach(conflict -> complain("event=metrics outcome=conflict reason=\"" + conflict + '"'));
        page.add(
                Sample.of(
                        Sample.Kind.GAUGE,
                        "mailbay_metrics_conflicts",
                        "Figures left out because they contradict others or their name; the log names them.",
                        page.conflicts().size()),
                "metrics");
        return page;
    }

    /** Returns what went wrong; empty when nothing did. */
    private static String take(String name, CompletableFuture<List<Sample>> asked, long deadline, Page page)
            throws InterruptedException {
        try {
            asked.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                    .forEach(sample -> page.add(sample, name));
            return "";
        } catch (TimeoutException e) {
            return "no answer in time";
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        }
    }

    /** Once for each cause: the page is asked for every few seconds. */
    private void complain(String event) {
        if (complaints.size() < MOST_COMPLAINTS && complaints.add(event)) {
            LOG.warn(event);
        }
    }
}

package org.mailbay.features.canary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.net.Serving;
import org.mailbay.net.Serving.Served;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * What one revision has done so far: sessions, and failures of all kinds.
 *
 * <p>Failures are sessions that broke ({@link Serving}), error events of its classes, and its own counters of what was refused or failed.
 */
public final class Tally {
    private static final Set<String> BAD = Set.of("failed", "refused", "error", "errors", "failures", "unavailable");

    private final BundleContext context;

    public Tally(BundleContext context) {
        this.context = context;
    }

    /**
     * Figures at a moment.
     *
     * @param sessions opened or resumed so far
     * @param connections that are open
     * @param broken sessions ended by its fault
     * @param errors logged
     * @param refused what its own counters say
     */
    record Figures(long sessions, int connections, long broken, long errors, long refused) {
        long failures() {
            return broken + errors + refused;
        }

        /** What came since {@code then}; sessions that were open then count. */
        Figures since(Figures then) {
            return new Figures(
                    sessions - then.sessions + then.connections,
                    connections,
                    broken - then.broken,
                    errors - then.errors,
                    refused - then.refused);
        }
    }

    /** What {@code bundle} has done so far. */
    Figures of(Bundle bundle) {
        List<Served> served = served(bundle);
        return new Figures(
                served.stream().mapToLong(Served::sessions).sum(),
                served.stream().mapToInt(Served::connections).sum(),
                served.stream().mapToLong(Served::failures).sum(),
                errors(bundle),
                refused(bundle));
    }

    /** Its revisions of protocols. */
    public List<Served> served(Bundle bundle) {
        List<Served> served = new ArrayList<>();
        for (ServiceReference<Serving> reference : services(Serving.class, null)) {
            Serving serving = context.getService(reference);
            if (serving != null) {
                serving.revisions().stream()
                        .filter(revision -> revision.bundle() == bundle.getBundleId())
                        .forEach(served::add);
                context.ungetService(reference);
            }
        }
        return served;
    }

    private long errors(Bundle bundle) {
        long errors = 0;
        for (ServiceReference<LongUnaryOperator> reference :
                services(LongUnaryOperator.class, "(mailbay.errors=true)")) {
            LongUnaryOperator counts = context.getService(reference);
            if (counts != null) {
                errors += counts.applyAsLong(bundle.getBundleId());
                context.ungetService(reference);
            }
        }
        return errors;
    }

    private long refused(Bundle bundle) {
        BadCounters counters = new BadCounters();
        for (ServiceReference<MetricSource> reference : services(MetricSource.class, null)) {
            if (reference.getBundle() == bundle && context.getService(reference) instanceof MetricSource source) {
                source.measure(counters);
                context.ungetService(reference);
            }
        }
        return Math.round(counters.sum);
    }

    private <T> List<ServiceReference<T>> services(Class<T> type, @Nullable String filter) {
        try {
            return List.copyOf(context.getServiceReferences(type, filter));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds up the counters whose name or label says that something went wrong. */
    private static final class BadCounters implements Metrics {
        private double sum;

        @Override
        public void counter(String name, String help, double value, String... labels) {
            boolean bad = Stream.concat(Stream.of(name.split("_")), Stream.of(labels))
                    .map(word -> word.toLowerCase(Locale.ROOT))
                    .anyMatch(BAD::contains);
            if (bad) {
                sum += value;
            }
        }

        @Override
        public void gauge(String name, String help, double value, String... labels) {
            // what is there now is no failure
        }
    }
}

package org.mailbay.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Waits for the server's word that it is ready: a {@link Supplier} with the property {@code mailbay.ready=true}, which gives
 * what listens where, as text or a list of lines.
 */
final class Readiness {

    private static final String FILTER = "(&(objectClass=java.util.function.Supplier)(mailbay.ready=true))";

    private Readiness() {}

    /**
     * The lines to print; empty when the word did not come in time.
     *
     * @param context of the framework; null when that has been stopped
     */
    static Optional<List<String>> await(@Nullable BundleContext context, long timeoutMillis)
            throws InterruptedException {
        if (context == null) {
            return Optional.empty();
        }
        try {
            var tracker = new ServiceTracker<Supplier<?>, Supplier<?>>(context, context.createFilter(FILTER), null);
            tracker.open(true);
            try {
                long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
                Supplier<?> word = null;
                while (word == null && System.nanoTime() < deadline && isUp(context)) {
                    word = tracker.waitForService(200);
                }
                return Optional.ofNullable(word).map(Readiness::lines);
            } finally {
                tracker.close();
            }
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        } catch (IllegalStateException e) {
            return Optional.empty(); // stopped meanwhile
        }
    }

    /** A bundle that must not run with what it was told stops the framework. */
    private static boolean isUp(BundleContext context) {
        return (context.getBundle().getState() & (Bundle.STARTING | Bundle.ACTIVE)) != 0;
    }

    /** What bundles have to say to the console, once: suppliers of a text with the property {@code mailbay.announcement}. */
    static List<String> announcements(BundleContext context) {
        try {
            var lines = new ArrayList<String>();
            var references = context.getAllServiceReferences(Supplier.class.getName(), "(mailbay.announcement=*)");
            for (var reference : references == null ? new ServiceReference<?>[0] : references) {
                if (context.getService(reference) instanceof Supplier<?> supplier) {
                    lines.addAll(lines(supplier));
                    context.ungetService(reference);
                }
            }
            return lines;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> lines(Supplier<?> supplier) {
        var told = supplier.get();
        var lines = new ArrayList<String>();
        if (told instanceof Iterable<?> many) {
            many.forEach(line -> lines.add(String.valueOf(line)));
        } else {
            String.valueOf(told).lines().forEach(lines::add);
        }
        return lines;
    }
}

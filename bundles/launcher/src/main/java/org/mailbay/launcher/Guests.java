package org.mailbay.launcher;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bundles that an operator installed, while they start. One that throws or blocks there is named; the server goes on. */
final class Guests {

    private static final Logger LOG = LoggerFactory.getLogger(Guests.class);

    private final Map<Bundle, Thread> starting = new LinkedHashMap<>();

    private Guests() {}

    /** Starts each on a thread of its own. */
    static Guests start(List<Bundle> bundles, BiConsumer<Long, Throwable> failed) {
        var guests = new Guests();
        for (var bundle : bundles) {
            guests.starting.put(
                    bundle,
                    Thread.ofPlatform()
                            .daemon()
                            .name("start " + bundle.getSymbolicName())
                            .start(() -> {
                                try {
                                    bundle.start();
                                } catch (BundleException | RuntimeException | LinkageError e) {
                                    failed.accept(bundle.getBundleId(), e);
                                    LOG.error("event=bundle outcome=failed bundle={}", bundle.getSymbolicName(), e);
                                }
                            }));
        }
        return guests;
    }

    /** Waits for them together; who has not started by then is told where it stands, and interrupted. */
    void await(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (var thread : starting.values()) {
            TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
        }
        starting.forEach((bundle, thread) -> {
            if (thread.isAlive()) {
                LOG.error(
                        "event=bundle outcome=blocks bundle={} seconds={} at=\"{}\"",
                        bundle.getSymbolicName(),
                        millis / 1000,
                        place(thread));
                thread.interrupt();
            }
        });
    }

    /** The innermost frame that is not the platform's. */
    private static String place(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame ->
                        frame.getModuleName() == null || !frame.getModuleName().startsWith("java."))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("an unknown place");
    }
}

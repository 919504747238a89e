package org.mailbay.features.exchange;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The threads that are inside of a bundle's classes: those that are still there when it is gone keep them in memory.
 *
 * <p>No virtual ones: the virtual machine's dump of them crashed it under load (25.0.3, {@code JVM_CreateThreadSnapshot}). Told from
 * stack traces by the names of packages, which a revision shares with the next: hence the ids of those that were there before.
 */
public final class Threads {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(100);
    private static final int MOST = 50;

    private final Set<String> packages;

    /** Null: all count. */
    private final @Nullable Set<Long> before;

    private Threads(Set<String> packages, @Nullable Set<Long> before) {
        this.packages = packages;
        this.before = before;
    }

    /** Of a bundle that runs now; only threads that are inside of it now count. */
    static Threads insideNow(Bundle bundle) {
        Threads all = of(bundle);
        return new Threads(all.packages, Set.copyOf(all.inside().keySet()));
    }

    /** Of a bundle that is resolved; whatever thread is in it counts. */
    static Threads of(@Nullable Bundle bundle) {
        Set<String> packages = new TreeSet<>();
        BundleWiring wiring = bundle == null ? null : bundle.adapt(BundleWiring.class);
        if (wiring != null) {
            for (String path : wiring.listResources(
                    "/", "*.class", BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE)) {
                int slash = path.lastIndexOf('/');
                if (slash > 0) {
                    packages.add(path.substring(0, slash).replace('/', '.'));
                }
            }
        }
        return new Threads(packages, null);
    }

    /** Who is still inside, given a moment to leave: name and place. */
    Set<String> left() throws InterruptedException {
        if (packages.isEmpty()) {
            return Set.of();
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<Long, String> inside = counted();
        while (!inside.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(STEP);
            inside = counted();
        }
        return new TreeSet<>(inside.values());
    }

    private Map<Long, String> counted() {
        Map<Long, String> inside = inside();
        if (before != null) {
            inside.keySet().retainAll(before);
        }
        return inside;
    }

    private Map<Long, String> inside() {
        Map<Long, String> inside = new TreeMap<>();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            for (StackTraceElement frame : frames) {
                String type = frame.getClassName();
                int dot = type.lastIndexOf('.');
                boolean within = dot > 0 && packages.contains(type.substring(0, dot));
                if (within && inside.size() < MOST && thread != Thread.currentThread()) {
                    inside.putIfAbsent(thread.threadId(), thread.getName() + " (" + type + ")");
                }
            }
        });
        return inside;
    }
}

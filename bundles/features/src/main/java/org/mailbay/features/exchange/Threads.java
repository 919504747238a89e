package org.mailbay.features.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads, virtual ones too, that are inside of a bundle's classes: those that are still there when it is gone keep them in memory.
 *
 * <p>Told from stack traces by the names of packages, which a revision shares with the next: hence the ids of those that were there before.
 */
public final class Threads {
    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
    private static final Pattern HEAD = Pattern.compile("#(\\d+) \"(.*)\".*");
    private static final Pattern FRAME = Pattern.compile("\\s+(?:at )?(?:[^/\\s]+/)*([\\w.$]+)\\.[\\w$<>]+\\(.*");
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
        Path folder = null;
        try {
            folder = Files.createTempDirectory("mailbay-threads");
            Path dump = folder.resolve("dump");
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                            "dumpThreads",
                            new Object[] {dump.toString(), "TEXT_PLAIN"},
                            new String[] {String.class.getName(), String.class.getName()});
            try (BufferedReader lines = Files.newBufferedReader(dump, StandardCharsets.UTF_8)) {
                read(lines, inside);
            }
        } catch (IOException | JMException e) {
            LOG.warn("event=feature.threads outcome=unknown why=\"{}\"", e.getMessage());
        } finally {
            clean(folder);
        }
        return inside;
    }

    private void read(BufferedReader lines, Map<Long, String> inside) throws IOException {
        long id = 0;
        String name = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher head = HEAD.matcher(line);
            if (head.matches()) {
                id = Long.parseLong(head.group(1));
                name = head.group(2);
                continue;
            }
            Matcher frame = FRAME.matcher(line);
            if (frame.matches()
                    && inside.size() < MOST
                    && id != Thread.currentThread().threadId()) {
                String type = frame.group(1);
                int dot = type.lastIndexOf('.');
                if (dot > 0 && packages.contains(type.substring(0, dot))) {
                    inside.putIfAbsent(id, (name.isEmpty() ? "#" + id : name) + " (" + type + ")");
                }
            }
        }
    }

    private static void clean(@Nullable Path folder) {
        if (folder != null) {
            try {
                Files.deleteIfExists(folder.resolve("dump"));
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                LOG.debug("event=feature.threads outcome=left-file", e);
            }
        }
    }
}

package org.mailbay.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches {@code etc/mailbay.toml} in the data folder, and tells ConfigAdmin what it says.
 *
 * <p>A file that is wrong at start stops the server; one that is wrong later changes nothing. It starts before every other bundle
 * of the house, so that components see their configuration first, not a change of it.
 */
@Component(
        service = {ConfigFile.class, HealthCheck.class, MetricSource.class},
        immediate = true,
        property = HealthCheck.NAME + "=config")
public final class ConfigFile implements HealthCheck, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);
    private static final String NAME = "etc/mailbay.toml";
    private static final Duration POLL = Duration.ofSeconds(1);
    /** Some components start only when others call them. */
    private static final Duration START = Duration.ofSeconds(3);

    private static final int MOST_BYTES = 1 << 20;

    private final BundleContext context;
    private final Path file;
    private final Applied applied;
    private final Starts starts;
    private final Schemas schemas = new Schemas();
    private final ReentrantLock lock = new ReentrantLock();
    private final SynchronousBundleListener listener = this::bundleChanged;
    private final Thread watch;
    private final LongAdder appliedFiles = new LongAdder();
    private final LongAdder refusedFiles = new LongAdder();
    private @Nullable TomlText text;
    private Map<String, Table> plan = Map.of();
    private @Nullable Stamp loaded;
    private volatile String refused = "";
    private volatile boolean dirty;
    private volatile boolean started;
    private volatile boolean stopped;

    @Activate
    public ConfigFile(
            BundleContext context, @Reference ConfigurationAdmin admin, @Reference ServiceComponentRuntime components) {
        this.context = context;
        String data = context.getProperty("mailbay.data");
        this.file = Path.of(data == null ? "" : data).resolve(NAME);
        this.applied = new Applied(admin);
        this.starts = new Starts(components);
        context.addBundleListener(listener);
        load(stamp());
        this.watch = Thread.ofVirtual().name("config").unstarted(this::watch);
        if (refused.isEmpty()) {
            started = true;
            watch.start();
        } else {
            stopServer();
        }
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        stopped = true;
        context.removeBundleListener(listener);
        if (started) {
            watch.interrupt();
            watch.join(Duration.ofSeconds(10));
        }
    }

    @Override
    public Result execute() {
        if (!started) {
            return new Result(Result.Status.CRITICAL, refused);
        }
        return refused.isEmpty()
                ? new Result(Result.Status.OK, tables().size() + " tables")
                : new Result(Result.Status.WARN, "the change is not applied: " + refused);
    }

    @Override
    public void measure(Metrics out) {
        String help = "Readings of etc/mailbay.toml, at start and whenever it changed.";
        out.counter("mailbay_config_readings_total", help, appliedFiles.sum(), "outcome", "applied");
        out.counter("mailbay_config_readings_total", help, refusedFiles.sum(), "outcome", "refused");
        out.gauge(
                "mailbay_config_refused",
                "1 while the file as it is now is not what the server does, else 0.",
                refused.isEmpty() ? 0 : 1);
        out.gauge("mailbay_config_tables", "Tables that components were told.", tables().size());
    }

    /** What every bundle is told now, by PID. */
    Map<String, Table> tables() {
        lock.lock();
        try {
            return plan;
        } finally {
            lock.unlock();
        }
    }

    /** What the bundles can be told, by PID or factory PID. */
    Map<String, Schema> schemas() {
        lock.lock();
        try {
            Map<String, Schema> known = new TreeMap<>();
            schemas.all().forEach(schema -> known.put(schema.pid(), schema));
            return known;
        } finally {
            lock.unlock();
        }
    }

    Path file() {
        return file;
    }

    /** Why the file as it is now is not what the server does; empty when it is. */
    String refused() {
        return refused;
    }

    private void watch() {
        Stamp seen = loaded;
        while (!stopped) {
            try {
                Thread.sleep(POLL);
            } catch (InterruptedException e) {
                LOG.debug("event=config.stopped");
                return;
            }
            Stamp now = stamp();
            // Twice the same: whoever writes it has finished.
            if (!now.equals(loaded) && now.equals(seen)) {
                change(now);
            } else if (dirty) {
                refresh();
            }
            seen = now;
        }
    }

    /** Applies the file; what a component cannot start with is taken back. */
    private void change(Stamp stamp) {
        Map<String, Table> before = plan;
        TomlText textBefore = text;
        Set<String> failing = starts.failing();
        Set<String> touched = load(stamp);
        Map<String, Table> told = new TreeMap<>(plan);
        told.keySet().retainAll(touched);
        try {
            starts.await(told, failing, START).ifPresent(failure -> takeBack(failure, before, textBefore));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Points to the first line that the file says of the table: which of its keys is to blame nobody knows. */
    private RefusedException refusal(Starts.Failure failure) {
        List<String> path = List.of(failure.pid().split("[.~]"));
        String sentence = "[" + String.join(".", path) + "] does not work: " + failure.why();
        Table table = plan.get(failure.pid());
        TomlText file = text;
        if (table == null || file == null) {
            return new RefusedException(NAME, 0, sentence);
        }
        return table.origins().entrySet().stream()
                .filter(origin -> origin.getValue().equals(NAME))
                .map(origin -> file.refused(
                        Stream.concat(path.stream(), Stream.of(origin.getKey())).toList(), sentence))
                .min(Comparator.comparingInt(RefusedException::line))
                .orElseGet(() -> file.refused(path, sentence));
    }

    private void takeBack(Starts.Failure failure, Map<String, Table> before, @Nullable TomlText textBefore) {
        lock.lock();
        try {
            refusedFiles.increment();
            refuse(refusal(failure).getMessage());
            text = textBefore;
            apply(before, "taken back");
        } catch (IOException | RuntimeException e) {
            LOG.error("event=config.take-back outcome=failed file={}", file, e);
        } finally {
            lock.unlock();
        }
    }

    /** Reads the file and applies it, or refuses it with one event; the PIDs that were touched. */
    private Set<String> load(Stamp stamp) {
        lock.lock();
        try {
            loaded = stamp;
            dirty = false;
            schemas.refresh(context.getBundles());
            TomlText read = read();
            if (read == null && text != null) {
                throw new RefusedException(NAME, 0, "it is gone; an empty file has the defaults back");
            }
            Set<String> touched = apply(Plan.of(schemas, read), "file");
            text = read;
            refused = "";
            appliedFiles.increment();
            return touched;
        } catch (RefusedException e) {
            refuse(e.getMessage());
            refusedFiles.increment();
        } catch (IOException | RuntimeException e) {
            refusedFiles.increment();
            LOG.error("event=config.load outcome=failed file={}", file, e);
            refused = e.toString();
        } finally {
            lock.unlock();
        }
        return Set.of();
    }

    /** Bundles came or went: their defaults, and what they can be told, with the file as it was last accepted. */
    private void refresh() {
        lock.lock();
        try {
            dirty = false;
            schemas.refresh(context.getBundles());
            apply(Plan.of(schemas, text), "bundle");
        } catch (RefusedException e) {
            refuse(e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.error("event=config.load outcome=failed file={}", file, e);
            refused = e.toString();
        } finally {
            lock.unlock();
        }
    }

    private Set<String> apply(Map<String, Table> wanted, String why) throws IOException {
        Set<String> touched = applied.apply(wanted);
        plan = wanted;
        if (started && touched.isEmpty()) {
            LOG.debug("event=config.applied because={} tables={} changed=[]", why, wanted.size());
        } else {
            LOG.info("event=config.applied because={} tables={} changed={}", why, wanted.size(), touched);
        }
        return touched;
    }

    private void refuse(String sentence) {
        if (!sentence.equals(refused)) {
            LOG.error("event=config.refused why=\"{}\"", sentence.replace('"', '\''));
        }
        refused = sentence;
    }

    private void bundleChanged(BundleEvent event) {
        switch (event.getType()) {
            // At once, so that a new bundle finds its configuration when it starts.
            case BundleEvent.INSTALLED, BundleEvent.UPDATED -> refresh();
            case BundleEvent.UNINSTALLED -> dirty = true;
            default -> {
                // neither metatype nor defaults change
            }
        }
    }

    private @Nullable TomlText read() throws RefusedException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new RefusedException(NAME, 0, "larger than " + MOST_BYTES + " bytes");
            }
            byte[] bytes = Files.readAllBytes(file);
            String read = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return TomlText.parse(NAME, read);
        } catch (NoSuchFileException e) {
            return null;
        } catch (CharacterCodingException e) {
            throw new RefusedException(NAME, 0, "not UTF-8");
        } catch (IOException e) {
            // Becoming readable does not change the file's time.
            loaded = null;
            throw new RefusedException(NAME, 0, "cannot be read: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime().toString(), attributes.size());
        } catch (IOException e) {
            return new Stamp("", -1);
        }
    }

    /**
     * Better no server than one that does what nobody wanted.
     *
     * <p>The framework finishes its way up before it goes down; so bundles that are still to come are told not to start. (The launcher
     * installs them anew each time: this is not remembered.)
     */
    private void stopServer() {
        int own = level(context.getBundle());
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
            if (level(bundle) > own && bundle.getState() != Bundle.ACTIVE && !fragment) {
                try {
                    bundle.stop();
                } catch (BundleException e) {
                    LOG.error("event=config.stop bundle={} outcome=failed", bundle.getSymbolicName(), e);
                }
            }
        }
        Thread.ofPlatform().name("config-stop").start(() -> {
            try {
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
            } catch (BundleException e) {
                LOG.error("event=config.stop outcome=failed", e);
            }
        });
    }

    private static int level(Bundle bundle) {
        BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
        return level == null ? 0 : level.getStartLevel();
    }

    /** How a change of the file is noticed. */
    private record Stamp(String modified, long size) {}
}

package org.mailbay.master.key;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.spi.MasterKey;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the keys, follows their source, and registers the {@link MasterKey} as soon as there is one.
 *
 * <p>While they cannot be read, it tries again: what waits for the key goes on when the cause is gone. Keys once read stay in use until the source
 * gives others.
 */
@Component(
        immediate = true,
        service = {HealthCheck.class, MetricSource.class},
        configurationPid = "master.key",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {"hc.name=Master key", "hc.tags=mailbay", "hc.tags=store"})
@Designate(ocd = Keeper.Config.class)
public final class Keeper implements HealthCheck, MetricSource {
    /** Where the keys are: one of {@code file}, {@code environment} and {@code command}. */
    @ObjectClassDefinition(
            name = "Master key",
            description =
                    "Wraps the keys that the store encrypts with. Each key is 32 bytes in base64 or hexadecimal; the first is the present one, others are former ones.")
    public @interface Config {
        @AttributeDefinition(description = "File with the keys, one a line; nobody but owner and group may read it.")
        String file() default "";

        @AttributeDefinition(description = "Name of the environment variable with the keys, parted by blanks.")
        String environment() default "";

        @AttributeDefinition(
                description =
                        "Program and arguments, without a shell; it prints the keys, one a line, and ends with 0.")
        String[] command() default {};

        @AttributeDefinition(description = "How long the command may run, in seconds.", min = "1", max = "300")
        int commandTimeoutSeconds() default 10;

        @AttributeDefinition(description = "How often the command is run again, in seconds.", min = "1", max = "86400")
        int commandSeconds() default 300;

        @AttributeDefinition(
                description = "How often the file is read again, and whatever failed tried again, in seconds.",
                min = "1",
                max = "3600")
        int checkSeconds() default 10;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final Duration NOT_SOONER = Duration.ofSeconds(1);

    private final KeySource source;
    private final Duration pause;
    private final Duration pauseAfterFailure;
    private final Function<MasterKey, Runnable> registry;
    private final ExecutorService threads;
    private final LongAdder failures = new LongAdder();
    private final Object reading = new Object();
    private volatile @Nullable SourcedKey key;
    private volatile @Nullable String trouble = "not read yet";
    private @Nullable Runnable registration;
    private boolean isClosed;
    private long lastRead = System.nanoTime() - NOT_SOONER.toNanos();

    @Activate
    public Keeper(BundleContext context, Config config) {
        this(config, System.getenv(), service -> {
            ServiceRegistration<MasterKey> registered = context.registerService(MasterKey.class, service, null);
            return registered::unregister;
        });
    }

    /** @param registry makes the service known, and gives what takes it back */
    Keeper(Config config, Map<String, String> environment, Function<MasterKey, Runnable> registry) {
        this.registry = registry;
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("master-key-", 0).factory());
        this.source = source(config, environment, threads);
        this.pauseAfterFailure = Duration.ofSeconds(config.checkSeconds());
        this.pause = source instanceof CommandSource ? Duration.ofSeconds(config.commandSeconds()) : pauseAfterFailure;
        threads.execute(this::follow);
    }

    private static KeySource source(Config config, Map<String, String> environment, ExecutorService threads) {
        List<KeySource> sources = new ArrayList<>();
        if (!config.file().isBlank()) {
            sources.add(new FileSource(Path.of(config.file().strip())));
        }
        if (!config.environment().isBlank()) {
            sources.add(new VariableSource(config.environment().strip(), environment));
        }
        if (config.command().length > 0) {
            sources.add(new CommandSource(
                    List.of(config.command()), Duration.ofSeconds(config.commandTimeoutSeconds()), threads));
        }
        if (sources.size() != 1) {
            throw new IllegalArgumentException("table master.key needs one of file, environment and command, and has "
                    + sources.size() + " of them");
        }
        return sources.getFirst();
    }

    @Deactivate
    void close() {
        Runnable unregister;
        synchronized (this) {
            isClosed = true;
            unregister = registration;
            registration = null;
        }
        if (unregister != null) {
            unregister.run();
        }
        threads.shutdownNow();
        threads.close();
    }

    private void follow() {
        try {
            while (!threads.isShutdown()) {
                read();
                register();
                Thread.sleep(trouble == null ? pause : pauseAfterFailure);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the component goes
        }
    }

    /** Not while reading: who waits for the service may use it at once, and have it read again. */
    private void register() {
        SourcedKey known = key;
        synchronized (this) {
            if (known == null || registration != null || isClosed) {
                return;
            }
        }
        Runnable unregister = registry.apply(known);
        synchronized (this) {
            registration = unregister;
            if (!isClosed) {
                return;
            }
            registration = null;
        }
        unregister.run();
    }

    /** Reads the source, unless somebody has just done so. */
    private void readAgain() {
        try {
            read();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() throws InterruptedException {
        synchronized (reading) {
            if (System.nanoTime() - lastRead < NOT_SOONER.toNanos()) {
                return;
            }
            try {
                take(Keys.parse(source.read()));
                trouble = null;
            } catch (IOException e) {
                failures.increment();
                report(source.name() + ": " + e.getMessage());
            }
            lastRead = System.nanoTime();
        }
    }

    private void take(Keys keys) {
        SourcedKey known = key;
        if (known == null) {
            LOG.info("event=master-key outcome=read keys={} source=\"{}\"", keys.ids(), source.name());
            key = new SourcedKey(keys, this::readAgain);
        } else if (!known.keys().ids().equals(keys.ids())) {
            LOG.info(
                    "event=master-key outcome=changed keys={} before={} source=\"{}\"",
                    keys.ids(),
                    known.keys().ids(),
                    source.name());
            known.replace(keys);
        }
    }

    private void report(String now) {
        if (!now.equals(trouble)) {
            LOG.error("event=master-key outcome=failed reason=\"{}\"", now);
        }
        trouble = now;
    }

    @Override
    public Result execute() {
        String now = trouble;
        SourcedKey known = key;
        if (known == null) {
            return new Result(Result.Status.CRITICAL, "there is no master key: " + now);
        }
        return now == null
                ? new Result(
                        Result.Status.OK,
                        "key " + known.id() + ", former ones: "
                                + (known.keys().keys().size() - 1))
                : new Result(Result.Status.WARN, "the keys read before are still used, but: " + now);
    }

    @Override
    public void measure(Metrics out) {
        SourcedKey known = key;
        out.gauge(
                "mailbay_master_key_keys",
                "Master keys there are, the present one and former ones.",
                known == null ? 0 : known.keys().keys().size());
        out.counter(
                "mailbay_master_key_read_failures_total", "Times the master keys could not be read.", failures.sum());
        out.counter(
                "mailbay_master_key_unwrap_failures_total",
                "Keys that could not be unwrapped.",
                known == null ? 0 : known.failures());
    }
}

package org.mailbay.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the server again and again; while it is ready, a {@link Supplier} with {@code mailbay.ready=true} is registered.
 *
 * <p>The supplier tells, line by line, what listens where.
 */
@Component(service = Readiness.class, immediate = true, configurationPid = "health")
@Designate(ocd = Readiness.Config.class)
public final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
    private static final Duration WHILE_STARTING = Duration.ofMillis(100);

    /** While bundles are exchanged a component may wait for a moment: that is no news. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** How health is looked after. */
    @ObjectClassDefinition(
            name = "Health checks",
            description = "How often the parts of the server are asked how they are.")
    @interface Config {
        @AttributeDefinition(
                description = "How often the server looks at itself while all is well, in seconds.",
                min = "1")
        int intervalSeconds() default 2;

        @AttributeDefinition(description = "How long all health checks together may take, in seconds.", min = "1")
        int timeoutSeconds() default 5;
    }

    private final BundleContext context;
    private final Components components;
    private final Checks checks;
    private final Duration interval;
    private final Duration stale;
    private final Thread watch;
    private final long begun = System.nanoTime();
    private volatile Report report = Report.starting();
    private volatile boolean stopped;
    private boolean everReady;
    private long wellAt;
    private @Nullable ServiceRegistration<?> ready;

    @Activate
    public Readiness(BundleContext context, Config config, @Reference ServiceComponentRuntime runtime) {
        this.context = context;
        this.components = new Components(context, runtime);
        this.checks = new Checks(Duration.ofSeconds(config.timeoutSeconds()));
        this.interval = Duration.ofSeconds(config.intervalSeconds());
        this.stale = interval.plusSeconds(config.timeoutSeconds()).plusSeconds(10);
        this.watch = Thread.ofVirtual().name("health").start(this::watch);
    }

    /** The latest look at the server. Never waits. */
    Report report() {
        return report.unlessOlderThan(stale);
    }

    /** What listens where, a line each. */
    List<String> listening() {
        return Listening.lines(context);
    }

    @Reference(
            service = HealthCheck.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindCheck(ServiceReference<HealthCheck> reference, HealthCheck check) {
        Object name = reference.getProperty(HealthCheck.NAME);
        checks.add(reference, name == null ? check.getClass().getName() : name.toString(), check);
    }

    void unbindCheck(ServiceReference<HealthCheck> reference) {
        checks.remove(reference);
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        stopped = true;
        watch.interrupt();
        checks.close();
        watch.join(Duration.ofSeconds(10));
    }

    private void watch() {
        try {
            while (!stopped) {
                look();
                Thread.sleep(wellAt == report.nanos() ? interval : WHILE_STARTING);
            }
        } catch (InterruptedException e) {
            LOG.debug("event=health.stopped");
        } finally {
            withdraw();
        }
    }

    private void look() throws InterruptedException {
        Report before = report;
        List<Finding> findings = new ArrayList<>();
        try {
            findings.addAll(components.inspect(!everReady));
            findings.addAll(checks.run());
        } catch (RuntimeException e) {
            // A bundle that goes away while it is looked at: the next look is 100 ms away.
            findings.add(Finding.failed("health", e.toString()));
        }
        Report now = new Report(findings, System.nanoTime());
        if (now.isReady()) {
            wellAt = now.nanos();
        } else if (ready != null && now.nanos() - wellAt < GRACE.plus(interval).toNanos()) {
            report = new Report(before.findings(), now.nanos());
            return;
        }
        report = now;
        if (now.isReady() && ready == null) {
            announce();
        } else if (!now.isReady() && ready != null) {
            withdraw();
        }
        if (!now.isReady() && everReady && !now.failed().equals(before.failed())) {
            for (Finding finding : now.failed()) {
                LOG.warn("event=health.failed part=\"{}\" why=\"{}\"", finding.part(), finding.message());
            }
        }
    }

    private void announce() {
        everReady = true;
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("mailbay.ready", true);
        Supplier<String> lines = () -> String.join("\n", listening());
        ready = context.registerService(Supplier.class, lines, properties);
        long millis = (System.nanoTime() - begun) / 1_000_000L;
        LOG.info("event=health.ready ms={} components={}", millis, components.count());
    }

    private void withdraw() {
        ServiceRegistration<?> registration = ready;
        ready = null;
        if (registration == null) {
            return;
        }
        try {
            registration.unregister();
        } catch (IllegalStateException e) {
            LOG.debug("event=health.withdrawn by=framework");
        }
    }
}

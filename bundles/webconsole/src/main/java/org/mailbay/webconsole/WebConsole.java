package org.mailbay.webconsole;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import org.apache.felix.webconsole.internal.OsgiManagerActivator;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.Visitors;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.swap.Swappable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the Felix Web Console at {@code /admin/system/console}, when it is wanted. */
@Component(
        service = {WebConsole.class, MetricSource.class},
        immediate = true,
        configurationPid = "webconsole")
@Designate(ocd = WebConsole.Config.class)
public final class WebConsole implements MetricSource {
    static final String ROOT = "/admin/system/console";

    private static final Logger LOG = LoggerFactory.getLogger(WebConsole.class);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final String PROVIDER = "mailbay";

    /** Whether it is there. */
    @ObjectClassDefinition(
            name = "Felix Web Console",
            description = "Bundles, services and configurations as the container sees them, for experts.")
    public @interface Config {
        @AttributeDefinition(description = "Whether it is served at /admin/system/console.")
        boolean enabled() default false;

        @AttributeDefinition(
                description =
                        "Whether it may change things: it stops and installs bundles past every check that updates of features make.")
        boolean changes() default false;
    }

    private final BundleContext context;
    private final Swappable<Visitors> visitors = new Swappable<>("log-in");
    private final Gate gate;
    private final @Nullable OsgiManagerActivator console;
    private final @Nullable ServiceRegistration<SecurityProvider> provider;

    @Activate
    public WebConsole(BundleContext bundle, Config config) throws Exception {
        gate = new Gate(visitors, config.changes());
        context = Settled.of(bundle, settings());
        if (!config.enabled()) {
            console = null;
            provider = null;
            return;
        }
        provider = bundle.registerService(
                SecurityProvider.class, gate, new Hashtable<>(Map.of(SecurityProvider.PROPERTY_ID, PROVIDER)));
        console = new OsgiManagerActivator();
        console.start(context);
        LOG.info("event=webconsole outcome=started path={} changes={}", ROOT, config.changes());
    }

    /** Its own user is nobody: a password that nobody ever sees, and no service at all while our gate is not there. */
    private static Map<String, String> settings() {
        SecureRandom random = new SecureRandom();
        return Map.of(
                "felix.webconsole.manager.root",
                ROOT,
                "felix.webconsole.realm",
                "Mailbay",
                "felix.webconsole.username",
                new BigInteger(128, random).toString(36),
                "felix.webconsole.password",
                new BigInteger(256, random).toString(36),
                "felix.webconsole.security.providers",
                PROVIDER);
    }

    @Deactivate
    void stop() throws Exception {
        if (console != null) {
            console.stop(context);
        }
        if (provider != null) {
            provider.unregister();
        }
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindVisitors(Visitors service) {
        visitors.bind(service);
    }

    void unbindVisitors(Visitors service) {
        visitors.unbind(service, DRAIN);
    }

    @Override
    public void measure(Metrics out) {
        out.gauge(
                "mailbay_webconsole_enabled",
                "1 while the Felix Web Console is served, else 0.",
                console == null ? 0 : 1);
        requests(out, "shown", gate.shown.sum());
        requests(out, "changed", gate.changed.sum());
        requests(out, "refused", gate.refused.sum());
    }

    private static void requests(Metrics out, String outcome, long count) {
        out.counter(
                "mailbay_webconsole_requests_total", "Requests to the Felix Web Console.", count, "outcome", outcome);
    }
}

package org.mailbay.jmx;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.management.DynamicMBean;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.mailbay.metrics.MetricSource;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A bean for the figures of each bundle, one for each health check, one for the server; none unless it is switched on. */
@Component(service = JmxBeans.class, immediate = true, configurationPid = "jmx")
@Designate(ocd = JmxBeans.Config.class)
public final class JmxBeans {
    private static final String DOMAIN = "org.mailbay:type=";
    private static final Duration DRAIN = Duration.ofSeconds(2);

    /** Whether there are beans. */
    @ObjectClassDefinition(name = "JMX", description = "Figures and health as MBeans of the Java platform.")
    public @interface Config {
        @AttributeDefinition(description = "Whether figures and health are registered as MBeans.")
        boolean enabled() default false;
    }

    private record Check(ServiceRegistration<?> bean, Swappable<HealthCheck> holder, HealthCheck service) {}

    private final BundleContext context;
    private final boolean isEnabled;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("jmx-", 0).factory());
    private final Map<String, Sources> sources = new HashMap<>();
    private final Map<String, ServiceRegistration<?>> figures = new HashMap<>();
    private final Map<ServiceReference<?>, Check> checks = new HashMap<>();
    private final List<ServiceRegistration<?>> own = new ArrayList<>();

    @Activate
    public JmxBeans(BundleContext context, Config config) {
        this.context = context;
        this.isEnabled = config.enabled();
        if (isEnabled) {
            // What the whiteboard registers beans with: it has none by itself.
            own.add(context.registerService(MBeanServer.class, ManagementFactory.getPlatformMBeanServer(), null));
            own.add(bean("Server", "Whether the server is ready, and what listens where.", this::server));
        }
    }

    @Deactivate
    void close() {
        List<ServiceRegistration<?>> all;
        synchronized (this) {
            all = new ArrayList<>(figures.values());
            figures.clear();
            checks.values().forEach(check -> all.add(check.bean()));
            checks.clear();
            sources.clear();
            all.addAll(own.reversed());
            own.clear();
        }
        all.forEach(ServiceRegistration::unregister);
        threads.shutdownNow();
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindSource(MetricSource source, ServiceReference<MetricSource> reference) {
        if (!isEnabled) {
            return;
        }
        String bundle = bundle(reference);
        synchronized (this) {
            Sources all = sources.computeIfAbsent(bundle, _ -> new Sources());
            all.add(source);
            if (!figures.containsKey(bundle)) {
                figures.put(bundle, bean("Figures,bundle=" + bundle, "The figures of " + bundle + '.', all::measure));
            }
        }
    }

    void unbindSource(MetricSource source, ServiceReference<MetricSource> reference) {
        String bundle = bundle(reference);
        ServiceRegistration<?> gone = null;
        Sources all;
        synchronized (this) {
            all = sources.get(bundle);
        }
        if (all == null) {
            return;
        }
        all.remove(source);
        synchronized (this) {
            if (all.isEmpty()) {
                sources.remove(bundle);
                gone = figures.remove(bundle);
            }
        }
        if (gone != null) {
            gone.unregister();
        }
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindCheck(HealthCheck check, ServiceReference<HealthCheck> reference) {
        if (!isEnabled) {
            return;
        }
        Object given = reference.getProperty(HealthCheck.NAME);
        String name = given == null ? check.getClass().getName() : given.toString();
        Swappable<HealthCheck> holder = new Swappable<>(name);
        holder.bind(check);
        // Two revisions of a bundle have checks of the same name for a while: each is a bean of its own.
        String bean = "Health,name=" + ObjectName.quote(name) + ",bundle=" + bundle(reference) + ",id="
                + reference.getProperty("service.id");
        synchronized (this) {
            checks.put(
                    reference,
                    new Check(bean(bean, "The health check " + name + '.', () -> health(holder)), holder, check));
        }
    }

    void unbindCheck(ServiceReference<HealthCheck> reference) {
        Check gone;
        synchronized (this) {
            gone = checks.remove(reference);
        }
        if (gone != null) {
            gone.bean().unregister();
            gone.holder().unbind(gone.service(), DRAIN);
        }
    }

    private static String bundle(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        String name = bundle == null ? "unknown" : String.valueOf(bundle.getSymbolicName());
        return name.replaceFirst("^org\\.mailbay\\.", "").replaceAll("[^A-Za-z0-9._-]", "_");
    }

    private ServiceRegistration<?> bean(
            String name, String description, Supplier<SequencedMap<String, Object>> values) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("jmx.objectname", DOMAIN + name);
        return context.registerService(
                DynamicMBean.class, new Bean(description, new Bounded(threads, values)), properties);
    }

    private static SequencedMap<String, Object> health(Swappable<HealthCheck> holder) {
        SequencedMap<String, Object> shown = new LinkedHashMap<>();
        try (Lease<HealthCheck> lease = holder.acquire(Duration.ZERO)) {
            Result result = lease.service().execute();
            List<String> messages = new ArrayList<>();
            for (ResultLog.Entry entry : result) {
                if (!entry.isDebug() || !result.isOk()) {
                    messages.add(entry.getMessage());
                }
            }
            shown.put("Status", result.getStatus().name());
            shown.put("Well", result.isOk());
            shown.put("Messages", messages.toArray(String[]::new));
        } catch (AwayException e) {
            shown.put(Bounded.TROUBLE, "it is gone");
        }
        return shown;
    }

    /** Bundle {@code health} has a supplier of what listens where while the server is ready. */
    private SequencedMap<String, Object> server() {
        SequencedMap<String, Object> shown = new LinkedHashMap<>();
        String[] lines = {};
        boolean isReady = false;
        try {
            for (ServiceReference<?> reference : context.getServiceReferences(Supplier.class, "(mailbay.ready=true)")) {
                Object service = context.getService(reference);
                if (service instanceof Supplier<?> supplier) {
                    isReady = true;
                    lines = String.valueOf(supplier.get()).lines().toArray(String[]::new);
                    context.ungetService(reference);
                }
            }
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        shown.put("Ready", isReady);
        shown.put("Listens", lines);
        return shown;
    }
}

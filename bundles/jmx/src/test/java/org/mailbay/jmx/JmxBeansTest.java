package org.mailbay.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.metrics.MetricSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;

/** The bundle in a real framework with Aries' whiteboard, seen over the platform's MBean server. */
class JmxBeansTest {
    private static final String PACKAGES = String.join(
            ",",
            "org.osgi.service.component;version=1.5.1",
            "org.osgi.service.component.runtime;version=1.5.1",
            "org.osgi.service.component.runtime.dto;version=1.5.1",
            "org.osgi.service.cm;version=1.6.1",
            "org.osgi.util.promise;version=1.3.0",
            "org.osgi.util.function;version=1.2.0",
            "org.apache.felix.hc.api;version=2.0.0",
            "org.mailbay.metrics;version=1.0.0",
            "org.mailbay.swap;version=1.99.0",
            "org.slf4j;version=2.0.20",
            "org.slf4j;version=1.7.36");
    private static final ObjectName OURS = name("*");
    private static final ObjectName FIGURES = name("type=Figures,bundle=org.apache.felix.framework");
    private static final ObjectName SERVER = name("type=Server");

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private @TempDir Path cache;
    private Framework framework;
    private BundleContext context;
    private Bundle testee;

    private static ObjectName name(String rest) {
        try {
            return new ObjectName("org.mailbay:" + rest);
        } catch (javax.management.MalformedObjectNameException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", cache.toString());
        settings.put("org.osgi.framework.system.packages.extra", PACKAGES);
        framework = ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(settings);
        framework.init();
        context = framework.getBundleContext();
        install("org.apache.felix.configadmin");
        install("org.apache.felix.scr");
        install("org.apache.aries.jmx.whiteboard");
        testee = context.installBundle("reference:" + Path.of("target/classes").toUri());
        framework.start();
        for (Bundle bundle : context.getBundles()) {
            bundle.start();
        }
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
        assertThat(beans.queryNames(OURS, null)).isEmpty();
    }

    private void install(String artifact) throws Exception {
        String jar = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> Path.of(path).getFileName().toString().startsWith(artifact + "-"))
                .findFirst()
                .orElseThrow();
        context.installBundle(Path.of(jar).toUri().toString());
    }

    private void enable(boolean enabled) throws Exception {
        ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        admin.getConfiguration("jmx", "?").update(new Hashtable<>(Map.of("enabled", enabled)));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited 20 s").isLessThan(end);
            Thread.sleep(20);
        }
    }

    private Set<ObjectName> ours() {
        return beans.queryNames(OURS, null);
    }

    private ServiceRegistration<MetricSource> figures(MetricSource source) {
        return context.registerService(MetricSource.class, source, null);
    }

    private ServiceRegistration<HealthCheck> check(HealthCheck check) {
        Dictionary<String, Object> properties = new Hashtable<>(Map.of(HealthCheck.NAME, "Disk: /var"));
        return context.registerService(HealthCheck.class, check, properties);
    }

    @Test
    void nothingIsThereUnlessItIsSwitchedOn() throws Exception {
        figures(out -> out.gauge("mailbay_test_things", "Things.", 1));
        check(() -> new Result(Result.Status.OK, "fine"));
        assertThat(ours()).isEmpty();
        enable(true);
        await(() -> ours().size() == 3);
        enable(false);
        await(() -> ours().isEmpty());
        enable(true);
        await(() -> ours().size() == 3);
        testee.stop();
        assertThat(ours()).isEmpty();
        testee.start();
        await(() -> ours().size() == 3);
    }

    @Test
    void figuresAreAttributes() throws Exception {
        enable(true);
        ServiceRegistration<MetricSource> one = figures(out -> {
            out.counter("mailbay_test_total", "Sorts.", 3, "kind", "a", "way", "b");
            out.gauge("mailbay_test_things", "Things.", 2.5);
        });
        ServiceRegistration<MetricSource> two = figures(out -> out.gauge("mailbay_test_more", "More.", 1));
        await(() -> beans.isRegistered(FIGURES));
        assertThat(beans.getAttribute(FIGURES, "mailbay_test_total{kind=\"a\",way=\"b\"}"))
                .isEqualTo(3.0);
        assertThat(beans.getAttribute(FIGURES, "mailbay_test_things")).isEqualTo(2.5);
        assertThat(beans.getMBeanInfo(FIGURES).getAttributes()).hasSize(3);
        assertThat(beans.getAttributes(FIGURES, new String[] {"mailbay_test_more", "none"}))
                .containsExactly(new Attribute("mailbay_test_more", 1.0));
        assertThatThrownBy(() -> beans.getAttribute(FIGURES, "none")).isInstanceOf(AttributeNotFoundException.class);
        assertThatThrownBy(() -> beans.setAttribute(FIGURES, new Attribute("mailbay_test_things", 7.0)))
                .isInstanceOf(AttributeNotFoundException.class);
        one.unregister();
        assertThat(beans.getMBeanInfo(FIGURES).getAttributes()).hasSize(1);
        two.unregister();
        await(() -> !beans.isRegistered(FIGURES));
    }

    @Test
    void aSourceThatThrowsOrHangsSaysSo() throws Exception {
        enable(true);
        CountDownLatch gate = new CountDownLatch(1);
        ServiceRegistration<MetricSource> source = figures(out -> {
            throw new IllegalStateException("expected");
        });
        await(() -> beans.isRegistered(FIGURES));
        assertThat(beans.getAttribute(FIGURES, "Trouble")).asString().contains("expected");
        source.unregister();
        figures(out -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await(() -> beans.isRegistered(FIGURES));
        assertThat(beans.getAttribute(FIGURES, "Trouble")).asString().contains("no answer");
        gate.countDown();
    }

    @Test
    void healthChecksAreBeans() throws Exception {
        enable(true);
        AtomicReference<Result> result = new AtomicReference<>(new Result(Result.Status.WARN, "nearly full"));
        ServiceRegistration<HealthCheck> check = check(result::get);
        ObjectName pattern = name("type=Health,name=" + ObjectName.quote("Disk: /var") + ",*");
        await(() -> beans.queryNames(pattern, null).size() == 1);
        ObjectName bean = beans.queryNames(pattern, null).iterator().next();
        assertThat(beans.getAttribute(bean, "Status")).isEqualTo("WARN");
        assertThat(beans.getAttribute(bean, "Well")).isEqualTo(false);
        assertThat((String[]) beans.getAttribute(bean, "Messages")).containsExactly("nearly full");
        result.set(new Result(Result.Status.OK, "room"));
        assertThat(beans.getAttribute(bean, "Well")).isEqualTo(true);
        check.unregister();
        await(() -> beans.queryNames(pattern, null).isEmpty());
    }

    @Test
    void theServerSaysWhetherItIsReady() throws Exception {
        enable(true);
        await(() -> beans.isRegistered(SERVER));
        assertThat(beans.getAttribute(SERVER, "Ready")).isEqualTo(false);
        Supplier<String> lines = () -> "smtp 127.0.0.1:25\nimap 127.0.0.1:143";
        context.registerService(Supplier.class, lines, new Hashtable<>(Map.of("mailbay.ready", true)));
        assertThat(beans.getAttribute(SERVER, "Ready")).isEqualTo(true);
        assertThat((String[]) beans.getAttribute(SERVER, "Listens")).hasSize(2);
    }
}

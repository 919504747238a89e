package org.mailbay.health;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.health.probe.Probe;
import org.mailbay.net.Listener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The bundle itself in a real framework: absent, ready, not ready, gone. */
class ReadinessTest {
    private static final String PACKAGES = String.join(
            ",",
            "org.osgi.service.component;version=1.5.1",
            "org.osgi.service.component.runtime;version=1.5.1",
            "org.osgi.service.component.runtime.dto;version=1.5.1",
            "org.osgi.util.promise;version=1.3.0",
            "org.osgi.util.function;version=1.2.0",
            "org.apache.felix.hc.api;version=2.0.0",
            "org.mailbay.metrics;version=1.0.0",
            "org.mailbay.admin.spi;version=2.2.0",
            "org.mailbay.net;version=1.99.0",
            "jakarta.servlet;version=6.1.0",
            "jakarta.servlet.http;version=6.1.0",
            "org.slf4j;version=2.0.20");

    private @TempDir Path cache;
    private Framework framework;
    private BundleContext context;

    @BeforeEach
    void start() throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", cache.toString());
        settings.put("org.osgi.framework.system.packages.extra", PACKAGES);
        framework = ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(settings);
        framework.init();
        context = framework.getBundleContext();
        install("org.apache.felix.scr");
        context.installBundle("reference:" + Path.of("target/classes").toUri());
        framework.start();
        for (Bundle bundle : context.getBundles()) {
            bundle.start();
        }
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void isReadyWhileEveryCheckIs() throws Exception {
        await(this::isReady);
        AtomicReference<Result> result = new AtomicReference<>(new Result(Result.Status.CRITICAL, "disk is full"));
        Dictionary<String, Object> properties = new Hashtable<>(Map.of(HealthCheck.NAME, "disk"));
        ServiceRegistration<HealthCheck> check = context.registerService(HealthCheck.class, result::get, properties);
        await(() -> !isReady());
        result.set(new Result(Result.Status.WARN, "disk is nearly full"));
        await(this::isReady);
        result.set(new Result(Result.Status.TEMPORARILY_UNAVAILABLE, "disk is away"));
        await(() -> !isReady());
        check.unregister();
        await(this::isReady);
    }

    @Test
    void tellsWhatListensWhere() throws Exception {
        await(this::isReady);
        assertThat(readyLines()).isEmpty();
        context.registerService(Runnable.class, () -> {}, new Hashtable<>(Map.of(Listening.PROPERTY, new String[] {
            "smtp 127.0.0.1:8025", "lmtp 127.0.0.1:8024"
        })));
        assertThat(readyLines()).isEqualTo("lmtp 127.0.0.1:8024\nsmtp 127.0.0.1:8025");
        context.registerService(Listener.class, new SmtpsListener(), null);
        assertThat(readyLines()).endsWith("submissions 127.0.0.1:8465 tls");
    }

    private ServiceComponentRuntime runtime() {
        return context.getService(context.getServiceReference(ServiceComponentRuntime.class));
    }

    private record SmtpsListener(String name, String protocol, Listener.Tls tls) implements Listener {
        SmtpsListener() {
            this("submissions", "smtp", Listener.Tls.IMPLICIT);
        }

        @Override
        public List<InetSocketAddress> addresses() {
            return List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8465));
        }
    }

    @Test
    void waitsForComponentsOfTheHouse() throws Exception {
        await(this::isReady);
        Bundle probe = context.installBundle("probe", probe());
        probe.start();
        await(() -> !isReady());
        Inventory inventory = new Inventory(context, runtime());
        assertThat(inventory.all())
                .as("what waits is told, with the reason")
                .anySatisfy(bundle -> assertThat(String.valueOf(bundle.get("components")))
                        .contains("state=waiting", "reason=waits for "));
        ServiceRegistration<Runnable> wanted = context.registerService(Runnable.class, () -> {}, null);
        await(this::isReady);
        wanted.unregister();
        await(() -> !isReady());
        probe.uninstall();
        await(this::isReady);
    }

    private boolean isReady() {
        return readyReference() != null;
    }

    private String readyLines() {
        return context.getService(readyReference()).get().toString();
    }

    @SuppressWarnings("rawtypes")
    private @Nullable ServiceReference<Supplier> readyReference() {
        try {
            return context.getServiceReferences(Supplier.class, "(mailbay.ready=true)").stream()
                    .findFirst()
                    .orElse(null);
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    /** A bundle of the house with one component that waits for a Runnable. */
    private static InputStream probe() throws Exception {
        try (Builder builder = new Builder()) {
            builder.addClasspath(new File("target/test-classes"));
            builder.setProperty("Bundle-SymbolicName", "org.mailbay.probe");
            builder.setProperty("Private-Package", Probe.class.getPackageName());
            builder.setProperty("-noimportjava", "true");
            builder.setProperty("Import-Package", "!org.jspecify.annotations,*");
            builder.setProperty("-dsannotations-options", "norequirements");
            Jar jar = builder.build();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            jar.write(out);
            return new java.io.ByteArrayInputStream(out.toByteArray());
        }
    }

    private void install(String symbolicName) throws Exception {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Path.of(entry).getFileName().toString().startsWith(symbolicName + "-")) {
                try (InputStream in = Files.newInputStream(Path.of(entry))) {
                    context.installBundle(symbolicName, in);
                }
                return;
            }
        }
        throw new IOException(symbolicName + " is not on the class path");
    }
}

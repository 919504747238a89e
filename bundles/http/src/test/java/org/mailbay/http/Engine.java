package org.mailbay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;

/** The bundle in a real framework with the real servlet engine, on ports that are free. */
final class Engine {
    private static final String PACKAGES = String.join(
            ",",
            "org.osgi.service.cm;version=1.6.1",
            "org.osgi.service.component;version=1.5.1",
            "org.osgi.service.component.runtime;version=1.5.1",
            "org.osgi.service.component.runtime.dto;version=1.5.1",
            "org.osgi.util.promise;version=1.3.0",
            "org.osgi.util.function;version=1.2.0",
            "org.apache.felix.hc.api;version=2.0.0",
            "org.mailbay.tls;version=1.0.0",
            "org.mailbay.metrics;version=1.0.0",
            "org.mailbay.trace;version=1.1.0",
            "org.mailbay.trace.spi;version=1.0.0",
            "jakarta.servlet;version=6.1.0",
            "jakarta.servlet.http;version=6.1.0",
            "jakarta.servlet.annotation;version=6.1.0",
            "jakarta.servlet.descriptor;version=6.1.0",
            "org.slf4j;version=2.0.20",
            "org.slf4j.spi;version=2.0.20");

    private final Framework framework;

    Engine(Path cache) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", cache.toString());
        settings.put("org.osgi.framework.system.packages.extra", PACKAGES);
        settings.put("org.apache.felix.http.require.config", "true");
        settings.put("mailbay.ports", "8000");
        // The contract says which servlet API this is: the class path's.
        settings.put(
                "org.osgi.framework.system.capabilities.extra",
                "osgi.contract;osgi.contract=JakartaServlet;version:Version=6.0;uses:=\"jakarta.servlet,jakarta.servlet.http\"");
        framework = ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(settings);
        framework.init();
        BundleContext context = framework.getBundleContext();
        for (String name : Arrays.asList(
                "org.apache.felix.http.servlet-api",
                "commons-fileupload",
                "commons-io",
                "org.apache.felix.configadmin",
                "org.apache.felix.scr",
                "org.apache.felix.http.jetty12")) {
            install(context, name);
        }
        Bundle http =
                context.installBundle("reference:" + Path.of("target/classes").toUri());
        framework.start();
        configure(Map.of("port", 0, "tlsPort", 0, "maxBodyBytes", 1000L, "maxHeaderBytes", 4096));
        for (Bundle bundle : context.getBundles()) {
            bundle.start();
        }
        http.start();
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    void configure(Map<String, Object> values) throws Exception {
        Bundle admin = Arrays.stream(context().getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals("org.apache.felix.configadmin"))
                .findFirst()
                .orElseThrow();
        admin.start();
        ServiceReference<ConfigurationAdmin> reference = context().getServiceReference(ConfigurationAdmin.class);
        context().getService(reference).getConfiguration("http", "?").update(new Hashtable<>(values));
    }

    /** The port that {@code scheme} listens on; waits for it. */
    int port(String scheme) throws Exception {
        String[] found = {""};
        await(() -> !(found[0] = listens(scheme)).isEmpty());
        return Integer.parseInt(found[0].substring(found[0].lastIndexOf(':') + 1));
    }

    /** Such as {@code http 127.0.0.1:8080}; empty when it does not listen. */
    String listens(String scheme) {
        try {
            ServiceReference<?>[] all = context().getAllServiceReferences(null, "(mailbay.listens=" + scheme + " *)");
            return all == null ? "" : all[0].getProperty("mailbay.listens").toString();
        } catch (org.osgi.framework.InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    private static void install(BundleContext context, String symbolicName) throws Exception {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Path.of(entry).getFileName().toString().startsWith(symbolicName + "-")) {
                try (InputStream in = Files.newInputStream(Path.of(entry))) {
                    context.installBundle(symbolicName, in);
                }
                return;
            }
        }
        throw new IllegalStateException(symbolicName + " is not on the class path");
    }

    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }
}

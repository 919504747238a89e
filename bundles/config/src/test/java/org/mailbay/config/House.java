package org.mailbay.config;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.EmbeddedResource;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.mailbay.config.probe.Told;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** A real framework with the bundle in it, and a data folder. */
final class House {
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
            "tools.jackson.core;version=3.2.0",
            "tools.jackson.core.exc;version=3.2.0",
            "tools.jackson.databind;version=3.2.0",
            "tools.jackson.databind.node;version=3.2.0",
            "tools.jackson.dataformat.toml;version=3.2.0",
            "org.slf4j;version=2.0.20");

    private final Path data;
    private final Framework framework;

    House(Path folder) throws Exception {
        data = Files.createDirectories(folder.resolve("data"));
        Map<String, String> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", folder.resolve("cache").toString());
        settings.put("org.osgi.framework.system.packages.extra", PACKAGES);
        settings.put("org.osgi.framework.startlevel.beginning", "100");
        settings.put("mailbay.data", data.toString());
        framework = ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(settings);
        framework.init();
        install("org.apache.felix.configadmin", 2);
        install("org.apache.felix.scr", 3);
        add(context().installBundle("reference:" + Path.of("target/classes").toUri()), 4);
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    Framework framework() {
        return framework;
    }

    void start() throws Exception {
        framework.start();
    }

    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    /** Replaces the file, as an editor does. */
    void file(String text) throws Exception {
        Path file = Files.createDirectories(data.resolve("etc")).resolve("mailbay.toml");
        Path next = file.resolveSibling(".next");
        Files.writeString(next, text);
        Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    void remove() throws Exception {
        Files.delete(data.resolve("etc/mailbay.toml"));
    }

    void folderInPlaceOfTheFile() throws Exception {
        Files.createDirectory(data.resolve("etc/mailbay.toml"));
    }

    /** A bundle of the probes, started at the level of ordinary bundles. */
    Bundle probe(String defaults) throws Exception {
        try (Builder builder = new Builder()) {
            builder.addClasspath(new File("target/test-classes"));
            builder.setProperty("Bundle-SymbolicName", "org.mailbay.probe");
            builder.setProperty("Private-Package", Told.class.getPackageName());
            builder.setProperty("-noimportjava", "true");
            builder.setProperty("Import-Package", "!org.jspecify.annotations,*");
            builder.setProperty("-dsannotations-options", "norequirements");
            Jar jar = builder.build();
            if (!defaults.isEmpty()) {
                jar.putResource(
                        "OSGI-INF/mailbay/defaults.toml",
                        new EmbeddedResource(defaults.getBytes(StandardCharsets.UTF_8), 0));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            jar.write(out);
            return add(context().installBundle("probe", new ByteArrayInputStream(out.toByteArray())), 20);
        }
    }

    /** What the probes of a kind say, sorted. */
    TreeSet<String> say(String kind) {
        TreeSet<String> said = new TreeSet<>();
        try {
            for (ServiceReference<?> reference :
                    context().getServiceReferences(Supplier.class, "(probe=" + kind + ")")) {
                if (context().getService(reference) instanceof Supplier<?> supplier) {
                    said.add(supplier.get().toString());
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return said;
    }

    /** A service, even if it is also registered under a class that the test has a copy of. */
    <T> T service(Class<T> type, String filter) throws Exception {
        ServiceReference<?>[] found = context().getAllServiceReferences(type.getName(), filter);
        return type.cast(context().getService(found[0]));
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!holds(condition)) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /** While a component is made anew, for a moment nobody says anything. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (NoSuchElementException nobody) {
            return false;
        }
    }

    private Bundle add(Bundle bundle, int level) throws Exception {
        bundle.adapt(BundleStartLevel.class).setStartLevel(level);
        bundle.start();
        return bundle;
    }

    private void install(String symbolicName, int level) throws Exception {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Path.of(entry).getFileName().toString().startsWith(symbolicName + "-")) {
                try (InputStream in = Files.newInputStream(Path.of(entry))) {
                    add(context().installBundle(symbolicName, in), level);
                }
                return;
            }
        }
        throw new IllegalStateException(symbolicName + " is not on the class path");
    }
}

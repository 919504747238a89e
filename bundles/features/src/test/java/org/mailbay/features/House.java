package org.mailbay.features;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.Call;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** A real framework with the bundle, a data folder, and bundles made on the spot. */
final class House {
    private static final String PACKAGES = String.join(
            ",",
            "org.osgi.service.component;version=1.5.1",
            "org.osgi.service.component.runtime;version=1.5.1",
            "org.osgi.service.component.runtime.dto;version=1.5.1",
            "org.osgi.util.promise;version=1.3.0",
            "org.osgi.util.function;version=1.2.0",
            "org.apache.felix.hc.api;version=2.0.0",
            "org.mailbay.admin.spi;version=2.2.0",
            "org.mailbay.net;version=1.3.0",
            "org.mailbay.net.spi;version=1.2.0",
            "org.mailbay.metrics;version=1.0.0",
            "org.slf4j;version=2.0.20");

    private final Path folder;
    private final Framework framework;

    House(Path folder) throws Exception {
        this(folder, true);
    }

    House(Path folder, boolean allowUnsigned) throws Exception {
        this.folder = folder;
        Map<String, String> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", folder.resolve("cache").toString());
        settings.put("org.osgi.framework.system.packages.extra", PACKAGES);
        settings.put("org.osgi.framework.startlevel.beginning", "100");
        settings.put("mailbay.data", folder.resolve("data").toString());
        framework = ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(settings);
        framework.init();
        install("org.apache.felix.configadmin");
        install("org.apache.felix.scr");
        install("jackson-core");
        install("jackson-annotations");
        install("jackson-databind");
        context().installBundle("reference:" + Path.of("target/classes").toUri());
        framework.start();
        context().getBundle("org.apache.felix.configadmin").start();
        configure("features", Map.of("allowUnsigned", allowUnsigned, "activateSeconds", 4));
        for (Bundle bundle : context().getBundles()) {
            bundle.start();
        }
    }

    /** As the bundle config does. By reflection: the framework has its own ConfigurationAdmin. */
    void configure(String pid, Map<String, Object> values) throws Exception {
        ServiceReference<?> found =
                context().getAllServiceReferences("org.osgi.service.cm.ConfigurationAdmin", null)[0];
        Object admin = context().getService(found);
        Class<?> type = admin.getClass();
        Object configuration = method(type, "getConfiguration", 2).invoke(admin, pid, "?");
        method(configuration.getClass(), "update", 1).invoke(configuration, new Hashtable<>(values));
    }

    private static Method method(Class<?> type, String name, int parameters) {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name)
                    && method.getParameterCount() == parameters
                    && (parameters != 1 || method.getParameterTypes()[0] != boolean.class)) {
                method.setAccessible(true);
                return method;
            }
        }
        throw new IllegalStateException(name);
    }

    /** Calls a method of the feature service, as a resource would: there, not here, are its classes. */
    Object call(String name, Object... arguments) throws Exception {
        ServiceReference<?> found = context().getAllServiceReferences("org.mailbay.features.Features", null)[0];
        Object features = context().getService(found);
        for (Method method : features.getClass().getDeclaredMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
                method.setAccessible(true);
                try {
                    return method.invoke(features, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause() instanceof Exception thrown ? thrown : e;
                }
            }
        }
        throw new IllegalStateException(name);
    }

    /** The same, for what answers with an object. */
    @SuppressWarnings("unchecked")
    Map<String, Object> said(String name, Object... arguments) throws Exception {
        return (Map<String, Object>) call(name, arguments);
    }

    /** The code and the text of the refusal of a call. */
    String refused(String name, Object... arguments) throws Exception {
        try {
            return "accepted: " + call(name, arguments);
        } catch (AdminProblem e) {
            return e.code() + ": " + e.getMessage();
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    /** As the launcher does with what was shipped. */
    Bundle ship(String name, byte[] jar) throws Exception {
        Path file = Files.createDirectories(folder.resolve("bundles")).resolve(name + ".jar");
        Files.write(file, jar);
        Bundle bundle = context().installBundle("reference:" + file.toUri());
        bundle.start();
        return bundle;
    }

    /** A bundle of one of the probes' packages. */
    static byte[] jar(String name, String version, String packageName, String... headers) throws Exception {
        try (Builder builder = new Builder()) {
            builder.addClasspath(new File("target/test-classes"));
            builder.setProperty("Bundle-SymbolicName", name);
            builder.setProperty("Bundle-Version", version);
            builder.setProperty("Private-Package", packageName);
            builder.setProperty("-noimportjava", "true");
            builder.setProperty("-reproducible", "true");
            builder.setProperty("Import-Package", "!org.jspecify.annotations,*");
            builder.setProperty("-dsannotations-options", "norequirements");
            for (int i = 0; i < headers.length; i += 2) {
                builder.setProperty(headers[i], headers[i + 1]);
            }
            Jar jar = builder.build();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            jar.write(out);
            return out.toByteArray();
        }
    }

    /** A request to the admin API. */
    Map<String, Object> ask(String method, byte[] content, String... path) throws Exception {
        ServiceReference<?>[] found =
                context().getAllServiceReferences(AdminResource.class.getName(), "(mailbay.admin.path=features)");
        AdminResource resource = (AdminResource) context().getService(found[0]);
        Map<String, String> query =
                path.length > 0 && path[path.length - 1].equals("?force") ? Map.of("force", "true") : Map.of();
        List<String> segments = query.isEmpty() ? List.of(path) : List.of();
        return Call.of(method, segments).query(query).content(content).to(resource);
    }

    /** A request without a body to another resource. */
    Map<String, Object> asked(String resource, String method, String... path) throws Exception {
        ServiceReference<?>[] found = context()
                .getAllServiceReferences(AdminResource.class.getName(), "(mailbay.admin.path=" + resource + ")");
        return Call.of(method, String.join("/", path))
                .to((AdminResource) context().getService(found[0]));
    }

    /** The code of the refusal that a request gets. */
    String refusal(byte[] content, String... path) throws Exception {
        try {
            return "accepted: " + ask("POST", content, path);
        } catch (AdminProblem e) {
            return e.code() + ": " + e.getMessage();
        }
    }

    /** What the user of the speaker hears. */
    String heard() throws Exception {
        ServiceReference<?>[] found = context().getAllServiceReferences(Callable.class.getName(), "(probe=user)");
        return ((Callable<?>) context().getService(found[0])).call().toString();
    }

    Path data() {
        return folder.resolve("data");
    }

    private void install(String symbolicName) throws Exception {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Path.of(entry).getFileName().toString().startsWith(symbolicName + "-")) {
                try (InputStream in = Files.newInputStream(Path.of(entry))) {
                    context().installBundle(symbolicName, in);
                }
                return;
            }
        }
        throw new IllegalStateException(symbolicName + " is not on the class path");
    }
}

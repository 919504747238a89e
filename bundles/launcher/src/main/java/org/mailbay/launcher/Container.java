package org.mailbay.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The framework with its bundles: installed anew at each start, from where they lie, so that the list is what runs. */
final class Container {

    private static final Logger LOG = LoggerFactory.getLogger(Container.class);

    /**
     * What the class path lends to bundles: one logging for all, present before the first of them starts. SLF4J 2 answers those
     * that were built against its first version, too.
     */
    private static final String LENT = slf4j("2.0.20") + slf4j("1.7.36")
            + "org.osgi.service.log;version=1.5.0,org.osgi.service.log.admin;version=1.0.0";

    private static final int LAST_LEVEL = 100;

    private static String slf4j(String version) {
        return "org.slf4j;org.slf4j.event;org.slf4j.helpers;org.slf4j.spi;version=" + version + ",";
    }

    private final Framework framework;
    private final Map<Long, Throwable> failures = new ConcurrentHashMap<>();
    private final Set<Long> disabled = new HashSet<>();
    private final List<Bundle> guests = new ArrayList<>();

    private Container(Framework framework) {
        this.framework = framework;
    }

    /** Ready to start: the bundles are installed, none has run. */
    static Container fill(Options options, List<BundleList.Entry> bundles) throws BundleException, IOException {
        var container = new Container(new FrameworkFactory().newFramework(properties(options)));
        container.framework.init();
        container.context().addFrameworkListener(container::event);
        OsgiLog.register(container.context());
        ErrorCount.INSTANCE.register(container.context());
        container.install(bundles);
        return container;
    }

    void start() throws BundleException {
        framework.start();
    }

    /** Bundles of others that start when ours have: on threads of their own, so that who blocks there holds up nobody. */
    Guests startGuests() {
        return Guests.start(guests, failures::put);
    }

    private static Map<String, String> properties(Options options) throws IOException {
        var properties = shipped(options.home().resolve("framework.properties"));
        properties.put(
                Constants.FRAMEWORK_STORAGE, options.data().resolve("cache").toString());
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        properties.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, LENT);
        properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(LAST_LEVEL));
        properties.put("felix.log.level", "0"); // what it would print comes as events
        properties.put("org.apache.felix.http.require.config", "true"); // bundle http starts the engine, once
        // Opening a store and draining on an update take their time; who asks meanwhile must wait, not do without for
        // ever.
        properties.put("ds.lock.timeout.milliseconds", "120000");
        properties.put("mailbay.data", options.data().toString());
        properties.put("mailbay.home", options.home().toString());
        properties.put("mailbay.disabled", String.join(",", BundleList.disabled(options.data())));
        properties.put("mailbay.ports", Integer.toString(options.ports()));
        properties.put("mailbay.demo", Boolean.toString(options.demo()));
        properties.put("mailbay.loopback", Boolean.toString(options.loopback()));
        return properties;
    }

    /** What third parties' bundles can be told only before there is any configuration. */
    private static Map<String, String> shipped(Path file) throws IOException {
        var properties = new HashMap<String, String>();
        if (Files.exists(file)) {
            var read = new Properties();
            try (var reader = Files.newBufferedReader(file)) {
                read.load(reader);
            }
            read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        }
        return properties;
    }

    private void install(List<BundleList.Entry> bundles) throws BundleException {
        var installed = new ArrayList<Bundle>();
        for (var entry : bundles) {
            var bundle = context().installBundle(entry.location());
            bundle.adapt(BundleStartLevel.class).setStartLevel(entry.level());
            if (entry.enabled()) {
                (entry.guest() ? guests : installed).add(bundle);
            } else {
                disabled.add(bundle.getBundleId());
                LOG.info("event=bundle outcome=disabled bundle={}", bundle.getSymbolicName());
            }
        }
        for (var bundle : installed) {
            if (!isFragment(bundle)) {
                bundle.start(); // begins when the framework reaches its level
            }
        }
    }

    private void event(FrameworkEvent event) {
        var bundle = event.getBundle();
        if (event.getType() == FrameworkEvent.ERROR) {
            var thrown = event.getThrowable();
            failures.put(bundle.getBundleId(), thrown);
            if (thrown instanceof BundleException e && e.getType() == BundleException.RESOLVE_ERROR) {
                LOG.error("event=bundle outcome=unresolved bundle={} why={}", bundle.getSymbolicName(), reason(thrown));
            } else {
                LOG.error("event=bundle outcome=failed bundle={}", bundle.getSymbolicName(), thrown);
            }
        } else if (event.getType() == FrameworkEvent.WARNING) {
            LOG.warn("event=bundle outcome=warning bundle={}", bundle.getSymbolicName(), event.getThrowable());
        }
    }

    static boolean isFragment(Bundle bundle) {
        return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Bundles that should run and do not, with the reason. */
    List<String> broken() {
        var broken = new ArrayList<String>();
        for (var bundle : context().getBundles()) {
            if (isFragment(bundle)
                    || disabled.contains(bundle.getBundleId())
                    || (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0) {
                continue;
            }
            var failure = failures.get(bundle.getBundleId());
            broken.add("bundle " + bundle.getSymbolicName() + " does not run: " + reason(failure));
        }
        return broken;
    }

    private static String reason(@org.jspecify.annotations.Nullable Throwable failure) {
        if (failure == null) {
            return "it was stopped";
        }
        // The framework says everything twice.
        var text =
                new StringBuilder(String.valueOf(failure.getMessage()).replaceAll(" Unresolved requirements:.*", ""));
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            text.append(" <- ").append(cause);
        }
        return text.toString();
    }

    /** Asks every bundle to stop, leaves first. Returns whether all did within the bound. */
    boolean stop(long timeoutMillis) throws BundleException, InterruptedException {
        framework.stop();
        return framework.waitForStop(timeoutMillis).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    }

    /** Whether nobody has stopped the framework. */
    boolean isUp() {
        return (framework.getState() & (Bundle.STARTING | Bundle.ACTIVE)) != 0;
    }

    /** Waits until somebody, a bundle perhaps, stops the framework. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }
}

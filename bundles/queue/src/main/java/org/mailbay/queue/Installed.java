package org.mailbay.queue;

import java.net.URL;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.mailbay.delivery.spi.Signer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the framework says of bundles that sign. */
final class Installed {
    /** After the start of the queue, for a signer that was never here: one that cannot start is not waited for longer. */
    private static final Duration STARTING = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(Installed.class);

    private Installed() {}

    /** Has signers waited for whose bundles are installed, by their manifests, and may come after the queue. */
    static void expect(BundleContext context, Signers signers) {
        long begun = System.nanoTime();
        for (Bundle bundle : context.getBundles()) {
            if (isSigning(bundle)) {
                signers.expect(name(bundle), () -> isComing(bundle) && System.nanoTime() - begun < STARTING.toNanos());
            }
        }
    }

    /** The name of who signs. */
    static String name(ServiceReference<Signer> reference) {
        return Optional.ofNullable(reference.getBundle()).map(Installed::name).orElse("signer");
    }

    /** Whether a signer that is here comes back once it went: as long as its bundle is installed and not stopped for good. */
    static BooleanSupplier comesBack(ServiceReference<Signer> reference) {
        Bundle bundle = reference.getBundle();
        return () -> bundle != null && isComing(bundle);
    }

    /** Loads every class of a bundle that is about to go: what runs on in it can load none afterwards. */
    static void loadAll(Bundle bundle) {
        Enumeration<URL> entries = bundle.findEntries("/", "*.class", true);
        while (entries != null && entries.hasMoreElements()) {
            String path = entries.nextElement().getPath();
            try {
                bundle.loadClass(
                        path.substring(1, path.length() - ".class".length()).replace('/', '.'));
            } catch (ClassNotFoundException | LinkageError e) {
                LOG.debug("event=queue-class outcome=unloaded path={}", path);
            }
        }
    }

    private static String name(Bundle bundle) {
        return Optional.ofNullable(bundle.getSymbolicName()).orElseGet(bundle::getLocation);
    }

    private static boolean isComing(Bundle bundle) {
        return bundle.getState() != Bundle.UNINSTALLED
                && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
    }

    private static boolean isSigning(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null
                && revision.getDeclaredCapabilities("osgi.service").stream()
                        .anyMatch(capability -> capability.getAttributes().get("objectClass") instanceof List<?> names
                                && names.contains(Signer.class.getName()));
    }
}

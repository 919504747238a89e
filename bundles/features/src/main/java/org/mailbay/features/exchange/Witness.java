package org.mailbay.features.exchange;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** Notes which other bundles are touched during an exchange: none should be. */
final class Witness implements AutoCloseable {
    private final BundleContext context;
    private final Set<String> touched = new ConcurrentSkipListSet<>();
    private final SynchronousBundleListener listener;

    /** @param names of the bundles that are being exchanged, which are touched of course */
    Witness(BundleContext context, Collection<String> names) {
        this.context = context;
        this.listener = event -> {
            String other = String.valueOf(event.getBundle().getSymbolicName());
            if (!names.contains(other) && event.getBundle().getBundleId() != 0) {
                touched.add(other + " " + word(event.getType()));
            }
        };
        context.addBundleListener(listener);
    }

    Set<String> touched() {
        return touched;
    }

    private static String word(int type) {
        return switch (type) {
            case BundleEvent.STARTED, BundleEvent.STARTING -> "started";
            case BundleEvent.STOPPED, BundleEvent.STOPPING -> "stopped";
            case BundleEvent.RESOLVED -> "resolved";
            case BundleEvent.UNRESOLVED -> "unresolved";
            case BundleEvent.INSTALLED -> "installed";
            case BundleEvent.UNINSTALLED -> "uninstalled";
            default -> "updated";
        };
    }

    @Override
    public void close() {
        context.removeBundleListener(listener);
    }
}

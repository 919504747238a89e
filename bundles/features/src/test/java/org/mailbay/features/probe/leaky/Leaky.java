package org.mailbay.features.probe.leaky;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Starts a thread and forgets it. */
@Component(immediate = true, property = "probe=leaky")
public final class Leaky implements Supplier<String> {
    @Activate
    public Leaky(BundleContext context) {
        String version = context.getBundle().getVersion().toString();
        Thread.ofPlatform().daemon().name("leaky-platform-" + version).start(Leaky::hang);
    }

    private static void hang() {
        while (System.getProperty("probe.leaky.end") == null) {
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public String get() {
        return "";
    }
}

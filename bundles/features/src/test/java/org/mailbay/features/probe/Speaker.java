package org.mailbay.features.probe;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Says which revision it is; remembers in system properties how many speak at once. */
@Component(immediate = true, property = "probe=speaker")
public final class Speaker implements Supplier<String> {
    private final String version;
    private final AtomicBoolean gone = new AtomicBoolean();

    @Activate
    public Speaker(BundleContext context) {
        version = context.getBundle().getVersion().toString();
        note("+" + version);
    }

    @Deactivate
    void deactivate() {
        gone.set(true);
        note("-" + version);
    }

    @Override
    public String get() {
        if (gone.get()) {
            throw new IllegalStateException("called after its end");
        }
        return version;
    }

    private static void note(String what) {
        System.setProperty("probe.log", System.getProperty("probe.log", "") + what + " ");
    }
}

package org.mailbay.features.probe.broken;

import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Never starts; delayed, so that only asking shows it. */
@Component(property = "probe=broken")
public final class Broken implements Supplier<String> {
    @Activate
    public Broken() {
        throw new IllegalStateException("broken on purpose");
    }

    @Override
    public String get() {
        return "";
    }
}

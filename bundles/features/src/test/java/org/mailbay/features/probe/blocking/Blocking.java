package org.mailbay.features.probe.blocking;

import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Waits in its constructor for what never comes. */
@Component(immediate = true, property = "probe=blocking")
public final class Blocking implements Supplier<String> {
    @Activate
    public Blocking() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Override
    public String get() {
        return "";
    }
}

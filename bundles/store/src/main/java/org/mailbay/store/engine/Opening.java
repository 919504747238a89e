package org.mailbay.store.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets {@link OpenStore} be a service once the store could be opened: with a disk, a key or a driver missing at the start, those who
 * need a store wait for it as for any service, and go on by themselves when it comes.
 */
@Component(service = Opening.class, immediate = true)
public final class Opening {
    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    @Activate
    public Opening(@Reference JmapStore store, ComponentContext context) {
        this(store, () -> context.enableComponent(OpenStore.class.getName()));
    }

    /** @param opened is run once */
    Opening(JmapStore store, Runnable opened) {
        thread = Thread.ofVirtual().name("store-opening").start(() -> run(store, opened));
    }

    private void run(JmapStore store, Runnable opened) {
        boolean said = false;
        try {
            do {
                try {
                    store.openFirst();
                    // It may have been waiting, deaf to the interrupt, when this was stopped.
                    if (stopped.getCount() > 0) {
                        opened.run();
                    }
                    return;
                } catch (IOException | RuntimeException e) {
                    if (!said && stopped.getCount() > 0) {
                        LOG.error("event=store-waits reason=\"{}\"", e.getMessage());
                        said = true;
                    }
                }
            } while (!stopped.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("event=store-opening-stopped");
        }
    }

    @Deactivate
    void stop() {
        stopped.countDown();
        thread.interrupt();
    }
}

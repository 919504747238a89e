package org.mailbay.jmap.mail;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mailbay.mail.spi.DeliveryHook;
import org.mailbay.mail.spi.DeliveryHook.Arrival;
import org.mailbay.store.Transaction;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told of deliveries. */
final class Hooks {
    private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);
    private static final Duration DRAIN = Duration.ofSeconds(20);

    /** A hook holds up whoever else writes to the account: one that takes longer is named. */
    private static final long SLOW_MILLIS = 500;

    private record Held(DeliveryHook hook, Swappable<DeliveryHook> lease) {}

    private final List<Held> hooks = new CopyOnWriteArrayList<>();

    void bind(DeliveryHook hook) {
        Swappable<DeliveryHook> lease = new Swappable<>("delivery hook");
        lease.bind(hook);
        hooks.add(new Held(hook, lease));
    }

    void unbind(DeliveryHook hook) {
        for (Held held : hooks) {
            if (held.hook == hook) {
                hooks.remove(held);
                if (!held.lease.unbind(hook, DRAIN)) {
                    LOG.warn("event=drain-incomplete what=delivery-hook");
                }
            }
        }
    }

    /** Tells them; one that fails is no reason to lose mail. */
    void delivered(Transaction tx, Arrival arrival) {
        for (Held held : hooks) {
            long begun = System.nanoTime();
            try (Lease<DeliveryHook> lease = held.lease.acquire(Duration.ZERO)) {
                lease.service().delivered(tx, arrival);
                long millis = (System.nanoTime() - begun) / 1_000_000;
                if (millis > SLOW_MILLIS) {
                    LOG.warn(
                            "event=delivery-hook-slow hook={} ms={}",
                            held.hook.getClass().getName(),
                            millis);
                }
            } catch (AwayException gone) {
                LOG.debug("event=delivery-hook-left");
            } catch (IOException | RuntimeException | LinkageError e) {
                LOG.error(
                        "event=delivery-hook-failed hook={} email={}",
                        held.hook.getClass().getName(),
                        arrival.id(),
                        e);
            }
        }
    }
}

package org.mailbay.jmap.core.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that are inside, so that a servlet is not taken away under them. Threads: any. */
public final class InFlight {
    private final AtomicInteger inside = new AtomicInteger();

    /** A request comes in. */
    public void enter() {
        inside.incrementAndGet();
    }

    /** A request goes out. */
    public void leave() {
        if (inside.decrementAndGet() == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /**
     * Waits until nobody is inside.
     *
     * @param grace for requests that were sent this way but are not inside yet
     * @param most how long to wait for those inside
     * @return whether nobody is inside
     */
    public boolean drain(Duration grace, Duration most) {
        boolean interrupted = pause(grace);
        long deadline = System.nanoTime() + most.toNanos();
        synchronized (this) {
            while (inside.get() > 0) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return inside.get() == 0;
    }

    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}

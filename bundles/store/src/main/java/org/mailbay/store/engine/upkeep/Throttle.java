package org.mailbay.store.engine.upkeep;

import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Spends at most so many bytes of I/O a second, and less while others are busy. For one thread. */
final class Throttle {
    /** What is saved up while nothing is spent, and so what may be spent at once. */
    private static final long MOST_SAVED_MILLIS = 1_000;
    /** Work of others a second from which on upkeep stands back. */
    private static final long BUSY = 50;
    /** How long it stands back at most before it goes on anyway: a server that is always busy needs upkeep too. */
    private static final long STANDS_BACK_MILLIS = 5_000;

    /** How long it then works without looking. */
    private static final long WORKS_MILLIS = 1_000;

    private static final long LOOK_MILLIS = 250;

    private final long bytesPerSecond;
    private final LongSupplier millis;
    private final LongSupplier others;
    private final LongConsumer sleep;
    private final BooleanSupplier stopped;

    /** Up to when what was spent is paid, in milliseconds. */
    private long paid;

    /** What others had done at {@link #since}. */
    private long seen;

    private long since;
    /** No look is due before {@link #LOOK_MILLIS} after this. */
    private long looked;

    /**
     * A throttle.
     *
     * @param millis a clock; ascending
     * @param others counts what others do
     * @param sleep waits so many milliseconds, or less when it is stopped
     */
    Throttle(
            long bytesPerSecond,
            LongSupplier millis,
            LongSupplier others,
            LongConsumer sleep,
            BooleanSupplier stopped) {
        this.bytesPerSecond = bytesPerSecond;
        this.millis = millis;
        this.others = others;
        this.sleep = sleep;
        this.stopped = stopped;
        paid = millis.getAsLong();
        looked = paid;
        since = paid;
        seen = others.getAsLong();
    }

    /** Says that so much was read or written; waits until it is paid. False when all is to end. */
    boolean spend(long bytes) {
        long now = millis.getAsLong();
        paid = Math.max(paid, now - MOST_SAVED_MILLIS) + bytes * 1_000 / bytesPerSecond;
        while (paid > now && !stopped.getAsBoolean()) {
            sleep.accept(Math.min(paid - now, STANDS_BACK_MILLIS));
            now = millis.getAsLong();
        }
        standBack(now);
        return !stopped.getAsBoolean();
    }

    private void standBack(long start) {
        long now = start;
        while (isBusy(now) && now - start < STANDS_BACK_MILLIS && !stopped.getAsBoolean()) {
            sleep.accept(LOOK_MILLIS);
            now = millis.getAsLong();
        }
        if (now > start) {
            looked = now + WORKS_MILLIS - LOOK_MILLIS;
            seen = others.getAsLong();
            since = now;
        }
    }

    private boolean isBusy(long now) {
        if (now - looked < LOOK_MILLIS) {
            return false;
        }
        long count = others.getAsLong();
        boolean busy = (count - seen) * 1_000 > BUSY * (now - since);
        seen = count;
        since = now;
        looked = now;
        return busy;
    }
}

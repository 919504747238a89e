package org.mailbay.admin.cli;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Shows on a terminal that something long is still being done: for how long, and how far it is. */
final class Waiting implements AutoCloseable {
    private static final long FIRST_SECONDS = 2;
    private static final int WIDTH = 30;

    private final Thread thread;
    private final long began = System.nanoTime();

    /**
     * Begins to show it, when somebody looks.
     *
     * @param share how much is done, from 0 to 1; empty when nobody knows
     */
    Waiting(String what, Supplier<OptionalDouble> share) {
        thread = Thread.ofVirtual().name("waiting").unstarted(() -> tell(what, share));
        if (System.console() != null && System.console().isTerminal()) {
            thread.start();
        }
    }

    private void tell(String what, Supplier<OptionalDouble> share) {
        try {
            TimeUnit.SECONDS.sleep(FIRST_SECONDS);
            while (true) {
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
                System.err.print("\r\u001b[K" + line(what, seconds, share.get()));
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code Makes a copy … 0:42 [=====>    ]  52 %}, without what is not known. */
    static String line(String what, long seconds, OptionalDouble share) {
        String line = String.format(Locale.ROOT, "%s … %d:%02d ", what, seconds / 60, seconds % 60);
        if (share.isEmpty()) {
            return line;
        }
        int full = (int) (Math.clamp(share.getAsDouble(), 0, 1) * WIDTH);
        String bar = "=".repeat(full) + (full < WIDTH ? ">" : "") + " ".repeat(Math.max(0, WIDTH - full - 1));
        return line + String.format(Locale.ROOT, "[%s] %3.0f %% ", bar, Math.clamp(share.getAsDouble(), 0, 1) * 100);
    }

    @Override
    public void close() {
        if (thread.isAlive()) {
            thread.interrupt();
            System.err.print("\r\u001b[K");
        }
    }
}

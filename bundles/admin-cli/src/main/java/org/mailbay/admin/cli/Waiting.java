package org.mailbay.admin.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says on a terminal that something long is still being done, and for how long. */
final class Waiting implements AutoCloseable {
    private static final long FIRST_SECONDS = 2;

    private final Thread thread;
    private final long began = System.nanoTime();

    Waiting(String what) {
        thread = Thread.ofVirtual().name("waiting").unstarted(() -> tell(what));
        if (System.console() != null && System.console().isTerminal()) {
            thread.start();
        }
    }

    private void tell(String what) {
        try {
            TimeUnit.SECONDS.sleep(FIRST_SECONDS);
            while (true) {
                long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
                System.err.printf(Locale.ROOT, "\r%s … %d:%02d ", what, seconds / 60, seconds % 60);
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (thread.isAlive()) {
            thread.interrupt();
            System.err.print("\r\u001b[K");
        }
    }
}

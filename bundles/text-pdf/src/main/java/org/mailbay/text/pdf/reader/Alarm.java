package org.mailbay.text.pdf.reader;

import java.time.Duration;

/** Ends the process when its time is up, whatever it is doing. */
final class Alarm {
    private static final int TICK_MS = 50;

    private volatile long end;

    static Alarm start(Duration first) {
        Alarm alarm = new Alarm();
        alarm.in(first);
        Thread.ofPlatform().daemon().name("alarm").start(alarm::watch);
        return alarm;
    }

    /** Sets it anew. */
    void in(Duration time) {
        end = System.nanoTime() + time.toNanos();
    }

    private void watch() {
        try {
            while (System.nanoTime() - end < 0) {
                Thread.sleep(TICK_MS);
            }
        } catch (InterruptedException e) {
            // nobody interrupts it; the process ends rather than be without its alarm
        }
        Runtime.getRuntime().halt(Reader.LATE_EXIT);
    }
}

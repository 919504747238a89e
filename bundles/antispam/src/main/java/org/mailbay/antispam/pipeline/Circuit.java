package org.mailbay.antispam.pipeline;

import java.util.concurrent.TimeUnit;

/** Leaves out a stage that fails again and again: after some failures in a row for a while, then it is tried with one message. */
final class Circuit {
    private static final int MAX_FAILURES = 3;
    private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MAX_HUNG = 3;

    private int failures;
    private long openedAt;
    private boolean trial;
    private int hung;
    private String last = "";

    /** Whether the stage may be asked, as an empty text; otherwise why not. Who may must say {@link #succeeded} or {@link #failed}. */
    synchronized String enter(long now) {
        if (hung >= MAX_HUNG) {
            return "left out: " + hung + " of its calls still run";
        }
        if (failures < MAX_FAILURES) {
            return "";
        }
        if (trial || now - openedAt < OPEN_NANOS) {
            return "left out after " + failures + " failures in a row, the last: " + last;
        }
        trial = true;
        return "";
    }

    synchronized void succeeded() {
        failures = 0;
        trial = false;
    }

    synchronized void failed(long now, String why) {
        failures++;
        trial = false;
        openedAt = now;
        last = why;
    }

    /** It was entered, and the stage was not asked after all. */
    synchronized void notAsked() {
        trial = false;
    }

    synchronized void hangs() {
        hung++;
    }

    synchronized void hungEnded() {
        hung--;
    }

    /** Calls that were broken off and still run. */
    synchronized int hung() {
        return hung;
    }

    /** Why the stage is left out, or the empty text. */
    synchronized String trouble() {
        if (hung >= MAX_HUNG) {
            return hung + " of its calls hang";
        }
        return failures < MAX_FAILURES ? "" : failures + " failures in a row, the last: " + last;
    }
}

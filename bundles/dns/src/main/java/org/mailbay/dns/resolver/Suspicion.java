package org.mailbay.dns.resolver;

import java.time.Duration;
import org.mailbay.dns.Answer;
import org.mailbay.dns.Answer.Status;

/** How much of what was asked lately was disproved. */
final class Suspicion {
    private static final int MANY = 5;
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private int inARow;
    private long told = System.nanoTime() - PAUSE;

    /** Takes note; whether it is worth a line in the log, of which there is one a second at most. */
    synchronized boolean isNews(Answer answer) {
        if (answer.status() != Status.BOGUS) {
            inARow = answer.status() == Status.FAILED ? inARow : 0;
            return false;
        }
        inARow++;
        long now = System.nanoTime();
        boolean news = now - told >= PAUSE;
        told = news ? now : told;
        return news;
    }

    /** Whether nothing else came for a while. */
    synchronized boolean isWhole() {
        return inARow >= MANY;
    }
}

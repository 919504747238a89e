package org.mailbay.imap.session;

import java.time.Duration;
import org.mailbay.imap.grammar.Out;

/** Tells a client now and then how far its command is (RFC 9585). One command, one thread; never within a line. */
public final class Progress {
    /** Longer tags are not told: the notice is meant to be short. */
    private static final int LONGEST_TAG = 64;

    private final Out out;
    private final String tag;
    private final long goal;
    private final long every;
    private long told = System.nanoTime();
    private long done;

    /** @param goal messages in all; 0 where nobody knows */
    Progress(Out out, String tag, long goal, Duration every) {
        this.out = out;
        this.tag = tag;
        this.goal = goal;
        this.every = every.toNanos();
    }

    /** Some more messages are done. */
    public void more(long messages) {
        done += messages;
        long now = System.nanoTime();
        if (now - told < every || goal > 0 && done >= goal) { // RFC 9585 §4: who is through is not told
            return;
        }
        told = now;
        out.raw("* OK [INPROGRESS (");
        if (tag.indexOf(']') >= 0 || tag.length() > LONGEST_TAG) {
            out.nil(); // RFC 9585 §4
        } else {
            out.string(tag);
        }
        out.space().number(done).space();
        if (goal > 0) {
            out.number(goal);
        } else {
            out.nil();
        }
        out.raw(")] Still at work").crlf().flush();
    }
}

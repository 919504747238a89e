package org.mailbay.pop3;

import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.Metrics;

/** What sessions count. */
final class Traffic {
    private final LongAdder sessions = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final LongAdder authenticated = new LongAdder();
    private final LongAdder notAuthenticated = new LongAdder();
    private final LongAdder inUse = new LongAdder();
    private final LongAdder retrieved = new LongAdder();
    private final LongAdder looked = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder removed = new LongAdder();

    void opened() {
        sessions.increment();
    }

    void resumed() {
        resumed.increment();
    }

    void authenticated() {
        authenticated.increment();
    }

    void notAuthenticated() {
        notAuthenticated.increment();
    }

    void inUse() {
        inUse.increment();
    }

    /** A message, or the top of one, was sent. */
    void sent(boolean whole, long size) {
        (whole ? retrieved : looked).increment();
        bytes.add(size);
    }

    void removed(int messages) {
        removed.add(messages);
    }

    void measure(Metrics out, int maildrops) {
        out.counter("mailbay_pop3_sessions_total", "Sessions opened.", sessions.sum());
        out.counter("mailbay_pop3_sessions_resumed_total", "Sessions taken over from another revision.", resumed.sum());
        out.counter("mailbay_pop3_auth_total", "Log-ins.", authenticated.sum(), "outcome", "ok");
        out.counter("mailbay_pop3_auth_total", "Log-ins.", notAuthenticated.sum(), "outcome", "failed");
        out.counter("mailbay_pop3_in_use_total", "Log-ins while another session had the maildrop.", inUse.sum());
        out.counter("mailbay_pop3_messages_total", "Messages sent.", retrieved.sum(), "command", "retr");
        out.counter("mailbay_pop3_messages_total", "Messages sent.", looked.sum(), "command", "top");
        out.counter("mailbay_pop3_sent_bytes_total", "Bytes of messages read for clients.", bytes.sum());
        out.counter("mailbay_pop3_removed_total", "Messages removed at QUIT.", removed.sum());
        out.gauge("mailbay_pop3_maildrops", "Maildrops open now.", maildrops);
    }
}

package org.mailbay.imap.session;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.Metrics;
import org.mailbay.trace.Spans;
import org.mailbay.trace.spi.Span;

/** What sessions count. */
public final class Traffic {
    private final Spans spans = new Spans();
    private final LongAdder opened = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder loggedIn = new LongAdder();
    private final LongAdder notLoggedIn = new LongAdder();
    private final LongAdder idle = new LongAdder();
    private final Map<String, LongAdder> commands = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> nanos = new ConcurrentHashMap<>();

    /** Who wants to know how long commands took. */
    public Spans spans() {
        return spans;
    }

    /** A session began. */
    public void opened() {
        opened.increment();
    }

    /** A session came from another revision. */
    public void resumed() {
        resumed.increment();
    }

    /** A session ended here. */
    public void closed() {
        closed.increment();
    }

    /** Somebody tried to log in. */
    public void logIn(boolean succeeded) {
        (succeeded ? loggedIn : notLoggedIn).increment();
    }

    /** A session began ({@code 1}) or ended ({@code -1}) to wait in IDLE. */
    public void idle(int change) {
        idle.add(change);
    }

    /** A command was answered. */
    public void command(String name, String outcome, long time, Instant now, String connection) {
        commands.computeIfAbsent(name + ' ' + outcome, _ -> new LongAdder()).increment();
        nanos.computeIfAbsent(name, _ -> new LongAdder()).add(time);
        if (spans.isWanted()) {
            spans.ended(
                    Span.Kind.SERVER,
                    "imap " + name,
                    "",
                    now,
                    time,
                    outcome.equals("NO"),
                    "connection",
                    connection,
                    "outcome",
                    outcome);
        }
    }

    /** Tells the figures. */
    public void measure(Metrics out) {
        out.counter("mailbay_imap_sessions_total", "Sessions opened.", opened.sum());
        out.counter("mailbay_imap_sessions_resumed_total", "Sessions taken over from another revision.", resumed.sum());
        out.gauge("mailbay_imap_sessions", "Sessions now.", opened.sum() + resumed.sum() - closed.sum());
        out.gauge("mailbay_imap_idle", "Sessions in IDLE now.", idle.sum());
        out.counter("mailbay_imap_auth_total", "Log-ins.", loggedIn.sum(), "outcome", "ok");
        out.counter("mailbay_imap_auth_total", "Log-ins.", notLoggedIn.sum(), "outcome", "failed");
        commands.forEach((name, count) -> {
            int space = name.lastIndexOf(' ');
            out.counter(
                    "mailbay_imap_commands_total",
                    "Commands answered.",
                    count.sum(),
                    "command",
                    name.substring(0, space),
                    "outcome",
                    name.substring(space + 1));
        });
        nanos.forEach((name, time) -> out.counter(
                "mailbay_imap_command_seconds_total", "Time of commands.", time.sum() / 1e9, "command", name));
    }
}

package org.mailbay.jmap.core.websocket;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.Metrics;

/** What WebSockets did. Threads: any. */
final class Figures {
    final LongAdder answered = new LongAdder();

    final LongAdder refused = new LongAdder();

    final LongAdder pushed = new LongAdder();

    final LongAdder sentBytes = new LongAdder();

    private final Map<Integer, LongAdder> closed = new ConcurrentHashMap<>();

    /** A connection ended with this code (RFC 6455 §7.4). */
    void close(int code) {
        closed.computeIfAbsent(code >= 1000 && code < 1016 ? code : 4000, _ -> new LongAdder())
                .increment();
    }

    void measure(Metrics out) {
        String help = "Requests that came over WebSockets.";
        out.counter("mailbay_jmap_websocket_requests_total", help, answered.sum(), "outcome", "answered");
        out.counter("mailbay_jmap_websocket_requests_total", help, refused.sum(), "outcome", "refused");
        out.counter("mailbay_jmap_websocket_pushes_total", "State changes sent over WebSockets.", pushed.sum());
        out.counter(
                "mailbay_jmap_websocket_sent_bytes_total",
                "Bytes of answers sent over WebSockets, before compression.",
                sentBytes.sum());
        new TreeMap<>(closed)
                .forEach((code, count) -> out.counter(
                        "mailbay_jmap_websockets_closed_total",
                        "WebSockets that ended, by RFC 6455's code.",
                        count.sum(),
                        "code",
                        code.toString()));
    }
}

package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.metrics.Metrics;

/** Counts requests by resource and outcome, and the time they take; an event source counts until it is open. */
public final class Traffic {
    private static final List<String> RESOURCES =
            List.of("/jmap/api", "/jmap/upload", "/jmap/download", "/jmap/eventsource", "/jmap/session", "/jmap/ws");

    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> nanos = new ConcurrentHashMap<>();

    /** @param begun as {@link System#nanoTime} told */
    public void count(HttpServletRequest request, HttpServletResponse response, long begun) {
        String resource = resource(String.valueOf(request.getRequestURI()));
        outcomes.computeIfAbsent(resource + " " + response.getStatus() / 100 + "xx", _ -> new LongAdder())
                .increment();
        nanos.computeIfAbsent(resource, _ -> new LongAdder()).add(System.nanoTime() - begun);
    }

    private static String resource(String path) {
        for (String known : RESOURCES) {
            if (path.startsWith(known)) {
                return known.substring("/jmap/".length());
            }
        }
        return path.startsWith("/.well-known/") ? "session" : "other";
    }

    /** Says them. */
    public void measure(Metrics out) {
        new TreeMap<>(outcomes).forEach((key, count) -> {
            String[] names = key.split(" ");
            out.counter(
                    "mailbay_jmap_requests_total",
                    "Requests to JMAP's resources.",
                    count.sum(),
                    "resource",
                    names[0],
                    "status",
                    names[1]);
        });
        new TreeMap<>(nanos)
                .forEach((resource, sum) -> out.counter(
                        "mailbay_jmap_request_seconds_total",
                        "Time that requests to JMAP's resources took.",
                        sum.sum() / 1e9,
                        "resource",
                        resource));
    }
}

package org.mailbay.jmap.core.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.core.push.Hub;
import org.mailbay.jmap.core.push.Seen;
import org.mailbay.jmap.core.push.Subscriber;
import org.mailbay.jmap.core.request.RequestProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code eventSourceUrl}: state changes as they happen (RFC 8620 §7.3). */
public final class EventSourceEndpoint implements Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(EventSourceEndpoint.class);

    private static final long MIN_PING = 5;

    private static final long MAX_PING = 3600;

    private final Hub hub;

    private final Missed missed;

    private final long lifeSeconds;

    /**
     * The endpoint.
     *
     * @param lifeSeconds after which a client must connect, and log in, anew
     */
    public EventSourceEndpoint(Hub hub, Missed missed, long lifeSeconds) {
        this.hub = hub;
        this.missed = missed;
        this.lifeSeconds = lifeSeconds;
    }

    @Override
    public String methods() {
        return "GET";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response, LogIn logIn, String path)
            throws RequestProblem, IOException {
        if (!path.isEmpty()) {
            throw RequestProblem.http(404, "no such resource");
        }
        Predicate<String> types = types(request.getParameter("types"));
        boolean closeAfter = closeAfter(request.getParameter("closeafter"));
        long ping = ping(request.getParameter("ping"));
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        Subscriber subscriber = new Subscriber(hub, logIn, types, closeAfter, ping, lifeSeconds, async);
        if (!hub.add(logIn.principal(), subscriber)) {
            response.setContentType(null);
            async.complete();
            throw RequestProblem.limit(429, "maxEventSources");
        }
        try {
            String seen = request.getHeader("Last-Event-ID");
            if (seen != null) {
                subscriber.resume(Seen.parse(seen));
                missed.tell(Seen.parse(seen), logIn.principal(), subscriber);
            }
        } catch (IOException e) {
            LOG.debug("event=jmap.push outcome=away reason=\"{}\"", e.getMessage());
            subscriber.end(); // the client comes back with the same Last-Event-ID
        }
        subscriber.start();
    }

    private static Predicate<String> types(@Nullable String text) throws RequestProblem {
        if (text == null || text.isEmpty() || text.length() > 4096) {
            throw RequestProblem.http(400, "types: * or a list of names is needed");
        }
        if (text.equals("*")) {
            return type -> true;
        }
        return new HashSet<>(List.of(text.split(",")))::contains;
    }

    private static boolean closeAfter(@Nullable String text) throws RequestProblem {
        return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
            case "", "no" -> false;
            case "state" -> true;
            default -> throw RequestProblem.http(400, "closeafter: state or no");
        };
    }

    // RFC 8620 §7.3: the server may choose another interval than the client's
    static long ping(@Nullable String text) throws RequestProblem {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        if (!text.matches("\\d{1,9}")) {
            throw RequestProblem.http(400, "ping: a number of seconds");
        }
        long seconds = Long.parseLong(text);
        return seconds == 0 ? 0 : Math.clamp(seconds, MIN_PING, MAX_PING);
    }
}

package org.mailbay.webconsole;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.Visitor;
import org.mailbay.admin.Visitors;
import org.mailbay.admin.spi.Actor;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets system administrators in who logged in as for the administration API; reading only, unless changes are allowed. */
final class Gate implements SecurityProvider {
    static final String SCOPE = "webconsole.use";

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** Its pages have scripts and styles in them; nothing from elsewhere all the same. */
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self' 'unsafe-inline'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'");

    private final Swappable<Visitors> visitors;
    private final boolean mayChange;
    final LongAdder shown = new LongAdder();
    final LongAdder changed = new LongAdder();
    final LongAdder refused = new LongAdder();

    Gate(Swappable<Visitors> visitors, boolean mayChange) {
        this.visitors = visitors;
        this.mayChange = mayChange;
    }

    @Override
    public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        try {
            InetAddress source = InetAddress.ofLiteral(
                    request.getRemoteAddr().replace("[", "").replace("]", ""));
            Actor actor = admitted(request, response, source);
            if (actor == null) {
                refused.increment();
                return null;
            }
            response.setHeader("Content-Security-Policy", POLICY);
            response.setHeader("Cache-Control", "no-store");
            if (READING.contains(request.getMethod())) {
                shown.increment();
            } else {
                changed.increment();
                LOG.info(
                        "event=webconsole.change actor={} method={} path=\"{}\" peer={}",
                        actor.name(),
                        request.getMethod(),
                        printable(request.getRequestURI()),
                        source.getHostAddress());
            }
            return actor.name();
        } catch (IOException | RuntimeException e) {
            refused.increment();
            LOG.error("event=webconsole outcome=failed", e);
            response.setStatus(500);
            return null;
        }
    }

    private @Nullable Actor admitted(HttpServletRequest request, HttpServletResponse response, InetAddress source)
            throws IOException {
        boolean isSecure = request.isSecure();
        if (!isSecure && !source.isLoopbackAddress()) {
            answer(response, 403, "Use HTTPS: passwords are not taken in the clear.");
            return null;
        }
        boolean isChange = !READING.contains(request.getMethod());
        if (isChange && isFromElsewhere(request)) {
            answer(response, 403, "Another site asked for this.");
            return null;
        }
        Visitor visitor;
        try (Lease<Visitors> lease = visitors.acquire(PATIENCE)) {
            visitor = lease.service()
                    .who(request.getHeader("Authorization"), request.getHeader("Cookie"), source, isSecure);
        } catch (AwayException e) {
            response.setHeader("Retry-After", "1");
            answer(response, 503, "The log-in is being replaced: try again.");
            return null;
        }
        switch (visitor) {
            case Visitor.Unknown() -> {
                response.setHeader("WWW-Authenticate", "Basic realm=\"Mailbay\", charset=\"UTF-8\""); // RFC 7617 §2.1
                answer(response, 401, "Log in at /admin, or here, as a system administrator.");
            }
            case Visitor.Later(Duration after) -> {
                response.setHeader("Retry-After", Long.toString(Math.max(1, after.toSeconds())));
                answer(response, 429, "Too many failures: wait " + Math.max(1, after.toSeconds()) + " seconds.");
            }
            case Visitor.Known(Actor actor) -> {
                if (!actor.isSystem() || !actor.hasScope(SCOPE)) {
                    answer(response, 403, "This is for system administrators.");
                } else if (isChange && !mayChange) {
                    answer(response, 403, "The console only shows, unless webconsole.changes is true.");
                } else {
                    return actor;
                }
            }
        }
        return null;
    }

    /** Whether a browser says, or its silence about the origin lets fear, that it was not one of our own pages. */
    private static boolean isFromElsewhere(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin");
        }
        String origin = request.getHeader("Origin");
        if (origin != null) {
            try {
                String authority = URI.create(origin).getRawAuthority();
                return authority == null || !authority.equalsIgnoreCase(request.getHeader("Host"));
            } catch (IllegalArgumentException e) {
                return true;
            }
        }
        return request.getHeader("Authorization") == null;
    }

    private static void answer(HttpServletResponse response, int status, String text) throws IOException {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("text/plain; charset=utf-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }

    private static String printable(String text) {
        return text.replaceAll("[^\\x21-\\x7e]|[\"\\\\]", "?");
    }

    /** Roles of the console's own are not used: who is in may see everything. */
    @Override
    public boolean authorize(Object user, String role) {
        return true;
    }

    /** The session is the administrators' own, and ends there. */
    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        LOG.debug("event=webconsole.logout");
    }
}

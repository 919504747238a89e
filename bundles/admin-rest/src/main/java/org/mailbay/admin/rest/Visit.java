package org.mailbay.admin.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.rest.session.Cookies;
import org.mailbay.admin.rest.session.Session;
import org.mailbay.admin.spi.AdminProblem;

/** A request as it came, and where its answer goes. */
final class Visit {
    /** The one that a thread is answering, for what has to do with cookies. */
    static final ScopedValue<Visit> NOW = ScopedValue.newInstance();

    private static final String ROOT = "/admin/v1";

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final InetAddress source;
    private @Nullable Session session;

    Visit(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
        source = source(request.getRemoteAddr());
    }

    private static InetAddress source(String text) {
        try {
            return InetAddress.ofLiteral(text.replaceAll("[\\[\\]]|%.*", ""));
        } catch (IllegalArgumentException e) {
            return InetAddress.ofLiteral("0.0.0.0"); // from nowhere, which is no place to trust
        }
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    InetAddress source() {
        return source;
    }

    /** The session by which the actor is known; null when they showed something else. */
    @Nullable
    Session session() {
        return session;
    }

    void session(Session found) {
        session = found;
    }

    @Nullable
    String header(String name) {
        return request.getHeader(name);
    }

    boolean isSecure() {
        return request.isSecure();
    }

    boolean isHead() {
        return request.getMethod().equals("HEAD");
    }

    /** The id of the session that the browser holds; null when it holds none. */
    @Nullable
    String sessionId() {
        return Cookies.id(header("Cookie"), isSecure()).orElse(null);
    }

    /**
     * Whether a browser says that another site made it ask: whatever it shows, it shows by itself, so nobody wanted this.
     *
     * <p>Programs say nothing of the kind.
     */
    boolean isFromAnotherSite() {
        String site = header("Sec-Fetch-Site");
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    /** Whether a script asks: a challenge would have the browser ask for a password by itself. */
    boolean isFromScript() {
        String mode = header("Sec-Fetch-Mode");
        return mode != null && !mode.equals("navigate");
    }

    /** The path below {@code /admin/v1}, decoded after it was split: a slash within a name is no separator. */
    List<String> path() throws AdminProblem {
        String raw = request.getRequestURI();
        int start = raw.indexOf(ROOT);
        List<String> segments = new ArrayList<>();
        for (String segment : raw.substring(start + ROOT.length()).split("/")) {
            if (!segment.isEmpty()) {
                segments.add(decoded(segment));
            }
        }
        return segments;
    }

    private static String decoded(String segment) throws AdminProblem {
        String text;
        try {
            text = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new AdminProblem(400, "malformed-path", "The path is not percent-encoded rightly.");
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw new AdminProblem(400, "malformed-path", "The path has control characters.");
        }
        return text;
    }

    /** The parameters of the query, the last of a name. */
    Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> query.put(name, values[values.length - 1]));
        return query;
    }
}

package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.swap.AwayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings requests to endpoints, and says in HTTP what went wrong. */
public final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    /** Bytes of a refused request that are read and forgotten. */
    private static final long MAX_DRAIN = 16 << 20;

    private final List<Route> routes;

    private final Login login;

    private final Problem problems;

    private final String corsOrigin;

    /**
     * A router.
     *
     * @param endpoints by path, without a trailing slash
     * @param corsOrigin which web pages may use this server from a browser: {@code *}, an origin, or empty for none
     */
    public Router(Map<String, Endpoint> endpoints, Login login, Problem problems, String corsOrigin) {
        this.routes = endpoints.entrySet().stream()
                .map(entry -> new Route(entry.getKey(), entry.getValue()))
                .toList();
        this.login = login;
        this.problems = problems;
        this.corsOrigin = corsOrigin;
    }

    /** Answers a request. */
    public void route(HttpServletRequest request, HttpServletResponse response) throws IOException {
        cors(request, response);
        try {
            String path = path(request);
            Route route = routeOf(path);
            Endpoint endpoint = route.endpoint();
            if (request.getMethod().equals("OPTIONS")) {
                response.setHeader("Allow", endpoint.methods() + ", OPTIONS");
                response.setStatus(204);
                return;
            }
            if (!route.methods().contains(request.getMethod())) {
                response.setHeader("Allow", endpoint.methods() + ", OPTIONS");
                throw RequestProblem.http(405, "not a method of this resource");
            }
            String rest = path.substring(route.path().length());
            endpoint.serve(request, response, login.of(request), rest.isEmpty() ? rest : rest.substring(1));
        } catch (RequestProblem problem) {
            refuse(problem, request, response);
        } catch (AwayException e) {
            LOG.warn("event=jmap.http outcome=away reason=\"{}\" trace={}", e.getMessage(), Trace.of(request));
            refuse(RequestProblem.http(503, "try again"), request, response);
        } catch (RuntimeException e) {
            LOG.error("event=jmap.http outcome=failed trace={}", Trace.of(request), e);
            refuse(RequestProblem.http(500, "trace " + Trace.of(request)), request, response);
        } catch (IOException e) {
            if (response.isCommitted()) {
                throw e; // the connection is cut, so nobody takes a part for the whole
            }
            LOG.error("event=jmap.http outcome=failed trace={}", Trace.of(request), e);
            refuse(RequestProblem.http(500, "trace " + Trace.of(request)), request, response);
        }
    }

    private Route routeOf(String path) throws RequestProblem {
        for (Route route : routes) {
            if (route.leads(path)) {
                return route;
            }
        }
        throw RequestProblem.http(404, "no such resource");
    }

    /** Lets the client finish sending, or it would not see the answer, and says so when the connection ends with it. */
    private void refuse(RequestProblem problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        if (request.getContentLengthLong() > MAX_DRAIN) {
            // Who has that much to send may wait for a word first.
            response.setHeader("Connection", "close"); // RFC 9112 §9.6
            problems.send(problem, response);
            response.flushBuffer();
            drained(request);
            return;
        }
        if (!drained(request)) {
            response.setHeader("Connection", "close"); // RFC 9112 §9.6
        }
        problems.send(problem, response);
    }

    private static boolean drained(HttpServletRequest request) {
        byte[] nowhere = new byte[8192];
        try {
            InputStream body = request.getInputStream();
            for (long read = 0; read < MAX_DRAIN; ) {
                int count = body.read(nowhere);
                if (count < 0) {
                    return true;
                }
                read += count;
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("event=jmap.http outcome=undrained reason=\"{}\"", e.getMessage());
        }
        return false;
    }

    private static String path(HttpServletRequest request) {
        String below = request.getPathInfo();
        return below == null ? request.getServletPath() : request.getServletPath() + below;
    }

    /** Any page may ask, since nothing is let in by cookie: a page that has no password gets nothing. */
    private void cors(HttpServletRequest request, HttpServletResponse response) {
        if (corsOrigin.isEmpty() || request.getHeader("Origin") == null) {
            return;
        }
        response.setHeader("Access-Control-Allow-Origin", corsOrigin);
        response.setHeader("Access-Control-Expose-Headers", "X-Trace-Id, Retry-After");
        response.addHeader("Vary", "Origin");
        if (request.getMethod().equals("OPTIONS")) {
            response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
            response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID, Range");
            response.setHeader("Access-Control-Max-Age", "86400");
        }
    }

    /** An endpoint below its path. */
    private record Route(String path, Endpoint endpoint, Set<String> methods) {
        Route(String path, Endpoint endpoint) {
            this(path, endpoint, Set.of(endpoint.methods().split(", ")));
        }

        boolean leads(String asked) {
            return asked.startsWith(path) && (asked.length() == path.length() || asked.charAt(path.length()) == '/');
        }
    }
}

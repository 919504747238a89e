package org.mailbay.admin.rest;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Verb;
import org.mailbay.directory.Directory;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /admin/v1/RESOURCE/…}: asks the feature that brings the resource. Every change is logged with who made it. */
@Component(service = Servlet.class, property = "osgi.http.whiteboard.servlet.pattern=/admin/v1/*")
public final class AdminServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AdminServlet.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final transient Swappable<Directory> directory = new Swappable<>("directory");
    private final transient Routes routes = new Routes();
    private final transient Administrators administrators;
    private final transient Bodies bodies = new Bodies();

    @Activate
    public AdminServlet(BundleContext context) throws IOException {
        this(Path.of(context.getProperty("mailbay.data")));
    }

    AdminServlet(Path data) throws IOException {
        administrators = new Administrators(TokenFile.open(data), directory);
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            cardinality = ReferenceCardinality.OPTIONAL)
    void bindDirectory(Directory service) {
        directory.bind(service);
    }

    void unbindDirectory(Directory service) {
        directory.unbind(service, DRAIN);
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindResource(AdminResource resource, Map<String, Object> properties) {
        routes.bind(path(properties), resource);
    }

    void unbindResource(AdminResource resource, Map<String, Object> properties) {
        routes.unbind(path(properties), resource, DRAIN);
    }

    private static String path(Map<String, Object> properties) {
        return String.valueOf(properties.get(AdminResource.PATH));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(request, response);
        } catch (AdminProblem e) {
            problem(response, e.status(), e.code(), String.valueOf(e.getMessage()));
        } catch (AwayException e) {
            response.setHeader("Retry-After", "1");
            problem(response, 503, "away", e.getMessage() + ", try again.");
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("event=admin-request outcome=failed path={}", request.getPathInfo());
            problem(response, 500, "failed", "The server failed; its log says why.");
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws AdminProblem, IOException {
        InetAddress source = source(request);
        if (!request.isSecure() && !source.isLoopbackAddress()) {
            throw new AdminProblem(403, "tls-required", "Use HTTPS: passwords are not taken in the clear.");
        }
        switch (administrators.who(request.getHeader("Authorization"), source)) {
            case Administrators.Answer.Administrator(String name) -> ask(request, response, name);
            case Administrators.Answer.Refused() ->
                throw new AdminProblem(403, "forbidden", "You are not an administrator.");
            case Administrators.Answer.Later(Duration after) -> {
                long seconds = after.toSeconds() + 1;
                response.setHeader("Retry-After", Long.toString(seconds));
                throw new AdminProblem(
                        429, "too-many-failures", "Too many log-ins failed; try again in " + seconds + " s.");
            }
            case Administrators.Answer.Unknown() -> {
                response.setHeader("WWW-Authenticate", "Basic realm=\"Mailbay\", charset=\"UTF-8\""); // RFC 7617 §2.1
                throw new AdminProblem(401, "log-in", "Log in as an administrator.");
            }
        }
    }

    private static InetAddress source(HttpServletRequest request) {
        String address = request.getRemoteAddr().replaceAll("[\\[\\]]|%.*", "");
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            return InetAddress.ofLiteral("0.0.0.0"); // from nowhere, which is no place to trust
        }
    }

    private void ask(HttpServletRequest request, HttpServletResponse response, String actor)
            throws AdminProblem, IOException {
        List<String> path = segments(request);
        Verb verb = Verb.of(request.getMethod())
                .orElseThrow(() -> new AdminProblem(405, "method-not-allowed", "There is no such method here."));
        Routes.Found found = routes.find(verb, path);
        Bodies.Body body = bodies.read(request);
        AdminResponse answer;
        try (Lease<Routes.Live> lease = found.route().swappable().acquire(PATIENCE)) {
            answer = found.ask(lease.service(), Actor.system(actor), request.getMethod(), path, query(request), body);
        }
        if (!request.getMethod().equals("GET")) {
            LOG.info(
                    "event=admin-change actor={} method={} path={}",
                    actor,
                    request.getMethod(),
                    String.join("/", path));
        }
        bodies.write(response, answer.status(), "application/json", answer.body());
    }

    private static List<String> segments(HttpServletRequest request) throws AdminProblem {
        // Split before decoding: a slash within a name is no separator.
        String raw = request.getRequestURI();
        int start = raw.indexOf("/admin/v1/");
        List<String> segments = new ArrayList<>();
        if (start >= 0) {
            for (String segment : raw.substring(start + 10).split("/")) {
                if (!segment.isEmpty()) {
                    segments.add(decoded(segment));
                }
            }
        }
        return segments;
    }

    private static String decoded(String segment) throws AdminProblem {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new AdminProblem(400, "malformed", "The path is not percent-encoded rightly.");
        }
    }

    private static Map<String, String> query(HttpServletRequest request) {
        Map<String, String> query = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> query.put(name, values[values.length - 1]));
        return query;
    }

    /** RFC 9457. */
    private void problem(HttpServletResponse response, int status, String code, String detail) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:mailbay:problem:" + code);
        body.put("status", status);
        body.put("detail", detail);
        String trace = trace(response);
        if (trace != null) {
            body.put("trace", trace);
        }
        bodies.write(response, status, Bodies.PROBLEM_JSON, body);
    }

    private static @Nullable String trace(HttpServletResponse response) {
        return response.getHeader("X-Trace-Id");
    }
}

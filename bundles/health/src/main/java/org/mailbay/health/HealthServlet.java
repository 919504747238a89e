package org.mailbay.health;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /health/live} and {@code /health/ready} for load balancers and supervisors: 200 or 503, without log-in.
 *
 * <p>A client on this machine is told every part and its message; others only the names of failed parts.
 */
@Component(service = Servlet.class, property = "osgi.http.whiteboard.servlet.pattern=/health/*")
public final class HealthServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Readiness readiness;

    @Activate
    public HealthServlet(@Reference Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        switch (path) {
            case "/live" -> answer(response, 200, Map.of("status", "live"));
            case "/ready" -> {
                Report report = readiness.report();
                answer(response, report.isReady() ? 200 : 503, report.toMap(isLocal(request)));
            }
            default ->
                answer(
                        response,
                        404,
                        Map.of("type", "about:blank", "status", 404, "title", "Ask /health/live or /health/ready."));
        }
    }

    private static boolean isLocal(HttpServletRequest request) {
        String address = request.getRemoteAddr().replace("[", "").replace("]", "");
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void answer(HttpServletResponse response, int status, Map<String, Object> body) throws IOException {
        byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(status == 404 ? "application/problem+json" : "application/json");
        response.setContentLength(bytes.length);
        if (status == 503) {
            response.setHeader("Retry-After", "1");
        }
        response.getOutputStream().write(bytes);
    }
}

package org.mailbay.metrics.exposition;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** {@code GET /metrics} for Prometheus: to this machine, or over HTTPS to whoever has the token. */
@Component(
        service = Servlet.class,
        configurationPid = "metrics",
        property = "osgi.http.whiteboard.servlet.pattern=/metrics")
@Designate(ocd = MetricsServlet.Config.class)
public final class MetricsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final int SHORTEST_TOKEN = 16;

    /** Who may see the figures. */
    @ObjectClassDefinition(name = "Figures", description = "Figures of all features for Prometheus.")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "What a scraper on another machine sends as Bearer token, over HTTPS, at least 16 characters; empty: other machines get nothing.",
                type = AttributeType.PASSWORD)
        String token() default "";

        @AttributeDefinition(description = "Whether clients on this machine need no token.")
        boolean openOnLoopback() default true;
    }

    private final transient Figures figures;
    private final byte[] token;
    private final boolean isOpenOnLoopback;

    @Activate
    public MetricsServlet(@Reference Figures figures, Config config) {
        if (!config.token().isEmpty() && config.token().length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException("metrics.token is shorter than " + SHORTEST_TOKEN + " characters");
        }
        this.figures = figures;
        this.token = config.token().getBytes(StandardCharsets.UTF_8);
        this.isOpenOnLoopback = config.openOnLoopback();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean isLocal = isLoopback(request.getRemoteAddr());
        boolean isKnown = hasToken(request.getHeader("Authorization"));
        if (isKnown && !isLocal && !request.isSecure()) {
            answer(response, 403, "text/plain; charset=utf-8", "Use HTTPS: the token is not taken in the clear.\n");
        } else if (isKnown || isLocal && isOpenOnLoopback) {
            answer(response, 200, TextFormat.MEDIA_TYPE, page());
        } else {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"Mailbay metrics\""); // RFC 6750 §3
            answer(response, 401, "text/plain; charset=utf-8", "Send metrics.token as Bearer token.\n");
        }
    }

    private String page() throws IOException {
        try {
            return TextFormat.write(figures.measure());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean hasToken(@Nullable String authorization) {
        return token.length > 0
                && authorization != null
                && authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                && MessageDigest.isEqual(
                        token, authorization.substring(7).strip().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.ofLiteral(address.replace("[", "").replace("]", ""))
                    .isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void answer(HttpServletResponse response, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}

package org.mailbay.admin.console;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /admin} is the console's page, {@code /admin/console/FILE} what it loads. There is nothing secret here: no log-in.
 *
 * <p>Not {@code /admin/*}: while {@code admin-rest} is replaced, a request to {@code /admin/v1} must wait for it and not end here.
 */
@Component(
        service = Servlet.class,
        property = {
            "osgi.http.whiteboard.servlet.pattern=/admin",
            "osgi.http.whiteboard.servlet.pattern=/admin/console/*"
        })
public final class ConsoleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Nothing but our own files; lit-html marks its templates as trusted, and nothing else may make markup of text. */
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html");

    private final transient Assets assets;
    private final transient AddedPages added;

    @Activate
    public ConsoleServlet(BundleContext context, @Reference AddedPages added) throws IOException {
        this(Assets.of(context.getBundle()), added);
    }

    ConsoleServlet(Assets assets, AddedPages added) {
        this.assets = assets;
        this.added = added;
    }

    /** HEAD is the same without the body: the superclass sees to it. */
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        Asset asset = asset(path);
        secure(response);
        if (asset == null) {
            byte[] problem = "{\"type\":\"about:blank\",\"status\":404,\"title\":\"The console has no such file.\"}"
                    .getBytes(StandardCharsets.UTF_8);
            response.setHeader("Cache-Control", "no-store");
            send(response, 404, "application/problem+json", problem);
            return;
        }
        boolean isPacked = accepts(request.getHeader("Accept-Encoding"));
        response.setHeader("Cache-Control", "no-cache"); // RFC 9111 §5.2.2.4: kept, but asked for each time
        response.setHeader("ETag", asset.tag(isPacked));
        response.setHeader("Vary", "Accept-Encoding");
        if (isKnown(request.getHeader("If-None-Match"), asset)) {
            response.setStatus(304);
            return;
        }
        if (isPacked) {
            response.setHeader("Content-Encoding", "gzip");
        }
        send(response, 200, asset.type(), asset.bytes(isPacked));
    }

    private @Nullable Asset asset(String path) throws IOException {
        if (path.startsWith(AddedPages.FILES)) {
            return added.file(path.substring(AddedPages.FILES.length()));
        }
        return path.equals("/admin")
                ? assets.get("index.html")
                : assets.get(path.startsWith(Assets.PATH) ? path.substring(Assets.PATH.length()) : "");
    }

    private static void secure(HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    }

    private static void send(HttpServletResponse response, int status, String type, byte[] bytes) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** RFC 9110 §12.5.3. */
    private static boolean accepts(@Nullable String encodings) {
        if (encodings == null) {
            return false;
        }
        for (String encoding : encodings.split(",")) {
            String[] parts = encoding.split(";", 2);
            if (parts[0].strip().equalsIgnoreCase("gzip")) {
                return parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    /** RFC 9110 §13.1.2: weak comparison; either encoding will do. */
    private static boolean isKnown(@Nullable String tags, Asset asset) {
        if (tags == null) {
            return false;
        }
        for (String tag : tags.split(",")) {
            String plain = tag.strip().startsWith("W/") ? tag.strip().substring(2) : tag.strip();
            if (plain.equals("*") || plain.equals(asset.tag(true)) || plain.equals(asset.tag(false))) {
                return true;
            }
        }
        return false;
    }
}

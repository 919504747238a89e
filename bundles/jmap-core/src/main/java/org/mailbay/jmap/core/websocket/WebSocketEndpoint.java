package org.mailbay.jmap.core.websocket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.FutureCallback;
import org.eclipse.jetty.util.compression.DeflaterPool;
import org.eclipse.jetty.util.compression.InflaterPool;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.ExtensionConfig;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketExtensionRegistry;
import org.eclipse.jetty.websocket.core.internal.PerMessageDeflateExtension;
import org.eclipse.jetty.websocket.core.server.Handshaker;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.core.http.Endpoint;
import org.mailbay.jmap.core.http.InFlight;
import org.mailbay.jmap.core.http.Login;
import org.mailbay.jmap.core.http.Missed;
import org.mailbay.jmap.core.http.Trace;
import org.mailbay.jmap.core.push.Hub;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.metrics.Metrics;

/**
 * Turns a request into a WebSocket (RFC 8887 §4.1, §4.2).
 *
 * <p>It asks the engine's own classes for the handshake, and hands it one object a connection: the engine keeps no class of ours when
 * the connection is gone.
 */
public final class WebSocketEndpoint implements Endpoint, AutoCloseable {
    private static final String DEFLATE = "permessage-deflate";

    /** RFC 7692 §7.1.1: without a window kept from one message to the next, a silent connection costs no memory. */
    private static final String AGREED = DEFLATE + ";server_no_context_takeover;client_no_context_takeover";

    /** RFC 6455 §4.2.1: 16 bytes in Base64. */
    private static final String KEY = "[A-Za-z0-9+/]{22}==";

    private static final int POOLED = 64;

    private final Handshaker handshaker = Handshaker.newInstance();

    private final WebSocketComponents components;

    private final Shared shared;

    private final Login login;

    private final String origin;

    /**
     * The endpoint.
     *
     * @param hub of WebSockets only: its bounds are theirs
     * @param origin which web pages may open one, beside this server's own; {@code *} is nobody: a browser sends a remembered password
     *     along with the handshake for any page that asks
     */
    public WebSocketEndpoint(
            Hub hub, Requests requests, Missed missed, InFlight inFlight, Login login, String origin, Rules rules) {
        Allowances allowances = new Allowances(rules.maxMessage() * rules.maxRequests());
        this.shared = new Shared(hub, requests, missed, inFlight, allowances, new Figures(), rules);
        this.login = login;
        this.origin = origin;
        WebSocketExtensionRegistry extensions = new WebSocketExtensionRegistry();
        extensions.register(DEFLATE, PerMessageDeflateExtension.class);
        this.components = new WebSocketComponents(
                extensions,
                null,
                null,
                new InflaterPool(POOLED, true),
                new DeflaterPool(POOLED, Deflater.BEST_SPEED, true));
        try {
            components.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
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
        ServletContextRequest inner = ServletContextRequest.getServletContextRequest(request);
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
                || !"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            throw RequestProblem.http(426, "a WebSocket handshake of version 13 is needed"); // RFC 6455 §4.4
        }
        String key = request.getHeader("Sec-WebSocket-Key");
        if (key == null || !key.matches(KEY) || !handshaker.isWebSocketUpgradeRequest(inner)) {
            throw RequestProblem.http(400, "not a WebSocket handshake");
        }
        if (!offers(request.getHeaders("Sec-WebSocket-Protocol"), "jmap")) {
            throw RequestProblem.http(400, "the subprotocol jmap is needed"); // RFC 8887 §4.2
        }
        String page = request.getHeader("Origin");
        if (page != null && !page.equals(origin) && !isOwn(page, request)) {
            throw RequestProblem.http(403, "not from this page"); // RFC 6455 §10.2
        }
        Client client =
                new Client(logIn, request.getHeader("Authorization"), Login.source(request), login, Trace.of(request));
        Conversation conversation = new Conversation(shared, client);
        if (!shared.hub().add(logIn.principal(), conversation)) {
            throw RequestProblem.limit(429, "maxWebSockets");
        }
        boolean upgraded = false;
        try {
            FutureCallback sent = new FutureCallback();
            upgraded = handshaker.upgradeRequest(
                    new Negotiator(conversation), inner, inner.getServletContextResponse(), sent, components, null);
            if (upgraded) {
                sent.block();
            }
        } finally {
            if (!upgraded) {
                conversation.finish();
            }
        }
        if (!upgraded) {
            throw RequestProblem.http(400, "not a WebSocket handshake");
        }
    }

    /** Says what WebSockets did. */
    public void measure(Metrics out) {
        shared.figures().measure(out);
        out.gauge(
                "mailbay_jmap_websockets",
                "WebSockets that are open.",
                shared.hub().size());
    }

    @Override
    public void close() {
        try {
            components.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean offers(Enumeration<String> headers, String protocol) {
        while (headers.hasMoreElements()) {
            if (Arrays.asList(headers.nextElement().replace(" ", "").split(",")).contains(protocol)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOwn(String page, HttpServletRequest request) {
        String host = request.getHeader("Host");
        try {
            return host != null
                    && host.toLowerCase(Locale.ROOT).equals(URI.create(page).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Chooses what the conversation is like. */
    private record Negotiator(Conversation conversation) implements WebSocketNegotiator {
        @Override
        public FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
            response.setAcceptedSubProtocol("jmap");
            // A window that is smaller than ours was asked for: then nothing is compressed (RFC 7692 §7.1.2.1)
            boolean deflate = request.getExtensions().stream()
                    .anyMatch(offer -> offer.getName().equals(DEFLATE)
                            && !offer.getParameterKeys().contains("server_max_window_bits"));
            response.setExtensions(deflate ? List.of(ExtensionConfig.parse(AGREED)) : List.of());
            return conversation;
        }

        @Override
        public void customize(Configuration configuration) {
            configuration.setIdleTimeout(Duration.ZERO); // the conversation looks itself whether the client is there
            configuration.setAutoFragment(true); // a large frame comes in pieces, so its length is no memory
            configuration.setMaxFrameSize(32_768);
            configuration.setInputBufferSize(8192);
            configuration.setOutputBufferSize(8192);
        }
    }
}

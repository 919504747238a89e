package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.request.RequestProblem;
import tools.jackson.core.JsonGenerator;

/** {@code /.well-known/jmap}: the session object (RFC 8620 §2.2). */
public final class SessionEndpoint implements Endpoint {
    private final Json json;

    private final Sessions sessions;

    private final String publicUrl;

    /**
     * The endpoint.
     *
     * @param publicUrl what clients call this server; empty for what they say in their request
     */
    public SessionEndpoint(Json json, Sessions sessions, String publicUrl) {
        this.json = json;
        this.sessions = sessions;
        this.publicUrl = publicUrl;
    }

    @Override
    public String methods() {
        return "GET, HEAD";
    }

    @Override
    public void serve(HttpServletRequest request, HttpServletResponse response, LogIn logIn, String path)
            throws RequestProblem, IOException {
        if (!path.isEmpty()) {
            throw RequestProblem.http(404, "no such resource");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (JsonGenerator out = json.generator(bytes)) {
            out.writeTree(sessions.session(logIn.principal(), base(request)));
        }
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-cache, no-store, must-revalidate"); // RFC 8620 §2
        response.setContentLength(bytes.size());
        bytes.writeTo(response.getOutputStream());
    }

    private String base(HttpServletRequest request) {
        if (!publicUrl.isEmpty()) {
            return publicUrl;
        }
        int port = request.getServerPort();
        String name = request.getServerName();
        String host = name.indexOf(':') >= 0 && !name.startsWith("[") ? "[" + name + "]" : name;
        boolean usual = port == (request.getScheme().equals("https") ? 443 : 80);
        return request.getScheme() + "://" + host + (usual ? "" : ":" + port);
    }
}

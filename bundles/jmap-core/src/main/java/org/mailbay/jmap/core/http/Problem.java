package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.request.RequestProblem;
import tools.jackson.core.JsonGenerator;

/** Sends refusals as problem documents (RFC 7807). */
public final class Problem {
    private final Json json;

    public Problem(Json json) {
        this.json = json;
    }

    /** Writes what a problem document says of {@code problem} into the object that was begun. */
    public static void members(RequestProblem problem, JsonGenerator out) {
        out.writeStringProperty("type", problem.type());
        out.writeNumberProperty("status", problem.status());
        out.writeStringProperty("detail", problem.detail());
        if (problem.limit() != null) {
            out.writeStringProperty("limit", problem.limit());
        }
    }

    /** Answers with {@code problem}, unless an answer is under way already. */
    public void send(RequestProblem problem, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.generator(bytes)) {
            out.writeStartObject();
            members(problem, out);
            out.writeEndObject();
        }
        response.resetBuffer();
        response.setStatus(problem.status());
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/problem+json");
        response.setContentLength(bytes.size());
        switch (problem.status()) {
            case 401 -> {
                response.addHeader("WWW-Authenticate", "Basic realm=\"Mailbay\", charset=\"UTF-8\""); // RFC 7617 §2.1
                response.addHeader("WWW-Authenticate", "Bearer realm=\"Mailbay\""); // RFC 6750 §3
            }
            case 426 -> {
                response.setHeader("Upgrade", "websocket"); // RFC 9110 §15.5.22
                response.setHeader("Connection", "Upgrade");
                response.setHeader("Sec-WebSocket-Version", "13"); // RFC 6455 §4.4
            }
            case 429, 503 -> response.setHeader("Retry-After", Long.toString(problem.retryAfterSeconds()));
            default -> {
                // nothing to add
            }
        }
        bytes.writeTo(response.getOutputStream());
    }
}

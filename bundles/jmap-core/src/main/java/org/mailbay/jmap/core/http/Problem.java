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

    /** Answers with {@code problem}, unless an answer is under way already. */
    public void send(RequestProblem problem, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = json.generator(bytes)) {
            out.writeStartObject();
            out.writeStringProperty("type", problem.type());
            out.writeNumberProperty("status", problem.status());
            out.writeStringProperty("detail", problem.detail());
            if (problem.limit() != null) {
                out.writeStringProperty("limit", problem.limit());
            }
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
            case 429, 503 -> response.setHeader("Retry-After", "1");
            default -> {
                // nothing to add
            }
        }
        bytes.writeTo(response.getOutputStream());
    }
}

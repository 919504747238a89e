package org.mailbay.http;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An error as problem details (RFC 9457). */
final class Problem {
    static final String TYPE = "application/problem+json";

    private Problem() {}

    /** @param trace empty when there is none */
    static String json(int status, String title, String detail, String trace) {
        StringBuilder out = new StringBuilder(160)
                .append("{\"type\":\"about:blank\",\"status\":")
                .append(status);
        append(out, "title", title);
        append(out, "detail", detail);
        append(out, "trace", trace);
        return out.append('}').toString();
    }

    /** Answers a request on which nothing has been answered yet. */
    static void answer(ServletRequest request, HttpServletResponse response, int status, String title, String detail)
            throws IOException {
        Object trace = request.getAttribute(Trace.ATTRIBUTE);
        byte[] body = json(status, title, detail, String.valueOf(trace)).getBytes(StandardCharsets.US_ASCII);
        response.setStatus(status);
        response.setContentType(TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static void append(StringBuilder out, String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        out.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length() && i < 500; i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else {
                // Details are plain ASCII sentences; whatever else a request put there is not repeated
                out.append(c < 0x20 || c > 0x7e ? '?' : c);
            }
        }
        out.append('"');
    }
}

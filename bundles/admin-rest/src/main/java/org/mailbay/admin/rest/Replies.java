package org.mailbay.admin.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Fault;
import org.mailbay.metrics.Metrics;
import tools.jackson.databind.json.JsonMapper;

/** Writes answers, and problem details (RFC 9457). */
final class Replies {
    static final String JSON = "application/json";

    private static final String PROBLEM = "application/problem+json";
    private static final int CLASSES = 6;

    private final JsonMapper json = JsonMapper.shared();
    private final AtomicLongArray counts = new AtomicLongArray(CLASSES);

    byte[] bytes(Map<String, Object> body) {
        return json.writeValueAsBytes(body);
    }

    /** Writes an answer; without its body when only its head is asked for. */
    void write(HttpServletResponse response, int status, String type, byte[] body, boolean isHead) throws IOException {
        counts.incrementAndGet(Math.min(status / 100, CLASSES - 1));
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (status == 304 || status == 204) {
            return;
        }
        response.setContentType(type);
        response.setContentLength(body.length);
        if (!isHead) {
            response.getOutputStream().write(body);
        }
    }

    /** Writes a refusal, unless something was written already. */
    void problem(HttpServletResponse response, AdminProblem problem, boolean isHead) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "urn:mailbay:problem:" + problem.code());
        body.put("status", problem.status());
        body.put("detail", String.valueOf(problem.getMessage()));
        if (!problem.faults().isEmpty()) {
            List<Map<String, Object>> errors = new ArrayList<>();
            for (Fault fault : problem.faults()) {
                Map<String, Object> error = new LinkedHashMap<>();
                error.put(fault.place() == Fault.Place.BODY ? "pointer" : "parameter", fault.at());
                error.put("code", fault.code());
                error.put("detail", fault.detail());
                errors.add(error);
            }
            body.put("errors", errors);
        }
        String trace = response.getHeader("X-Trace-Id");
        if (trace != null) {
            body.put("trace", trace);
        }
        write(response, problem.status(), PROBLEM, bytes(body), isHead);
    }

    void measure(Metrics out) {
        for (int i = 2; i < CLASSES; i++) {
            out.counter(
                    "mailbay_admin_requests_total", "Requests to the admin API.", counts.get(i), "status", i + "xx");
        }
    }
}

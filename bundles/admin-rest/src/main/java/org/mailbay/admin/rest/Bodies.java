package org.mailbay.admin.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes the bodies of the admin API: JSON objects, and the bytes of bundles. */
final class Bodies {
    static final String PROBLEM_JSON = "application/problem+json";

    private static final int MAX_JSON = 1 << 20;
    private static final int MAX_CONTENT = 64 << 20;
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxDocumentLength(MAX_JSON)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    /** What the client sent. */
    record Body(Map<String, Object> object, byte[] content) {
        static final Body NONE = new Body(Map.of(), new byte[0]);
    }

    Body read(HttpServletRequest request) throws AdminProblem, IOException {
        String type = request.getContentType() == null ? "" : request.getContentType();
        boolean isJson = type.equals("application/json") || type.startsWith("application/json;");
        byte[] bytes = request.getInputStream().readNBytes((isJson ? MAX_JSON : MAX_CONTENT) + 1);
        if (bytes.length > (isJson ? MAX_JSON : MAX_CONTENT)) {
            throw new AdminProblem(413, "too-large", "The body is too large.");
        }
        if (bytes.length == 0) {
            return Body.NONE;
        }
        if (!isJson) {
            if (type.isEmpty() || type.startsWith("text/") || type.startsWith("application/x-www-form-urlencoded")) {
                throw new AdminProblem(415, "content-type", "Send application/json, or the bytes of a bundle.");
            }
            return new Body(Map.of(), bytes);
        }
        try {
            return new Body(json.readValue(bytes, OBJECT), new byte[0]);
        } catch (JacksonException e) {
            throw new AdminProblem(400, "not-json", "The body is no JSON object.");
        }
    }

    void write(HttpServletResponse response, int status, String type, Map<String, Object> body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}

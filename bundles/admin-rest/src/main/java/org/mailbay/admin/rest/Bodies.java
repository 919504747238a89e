package org.mailbay.admin.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Verb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads the bodies of requests: JSON objects, or bytes where an operation takes them. */
final class Bodies {
    private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);
    private static final int MAX_JSON = 1 << 20;
    private static final int MAX_DEPTH = 32;
    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json"; // RFC 7396 §4
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_JSON)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What the client sent. */
    record Body(Map<String, Object> object, byte[] bytes, boolean isContent) {
        static final Body NONE = new Body(Map.of(), new byte[0], false);

        byte[] content() {
            return isContent ? bytes : new byte[0];
        }
    }

    /**
     * Reads what an operation takes.
     *
     * @throws AdminProblem 400 when it is no JSON object, 413 when it is too large, 415 when it is something else
     */
    Body read(HttpServletRequest request, Operation operation) throws AdminProblem, IOException {
        if (operation.verb() == Verb.GET) {
            return Body.NONE;
        }
        Operation.Content content = operation.content();
        String type = type(request);
        boolean isJson = type.equals(JSON) || operation.verb() == Verb.PATCH && type.equals(MERGE_PATCH);
        boolean isContent = content != null && type.equals(content.type());
        if (!type.isEmpty() && !isJson && !isContent) {
            throw wrongType(content);
        }
        long most = isContent ? content.maxBytes() : MAX_JSON;
        if (request.getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        byte[] bytes = request.getInputStream().readNBytes((int) most + 1);
        if (bytes.length > most) {
            throw tooLarge(most);
        }
        if (bytes.length == 0) {
            return Body.NONE;
        }
        if (isContent) {
            return new Body(Map.of(), bytes, true);
        }
        if (!isJson) {
            throw wrongType(content);
        }
        try {
            LinkedHashMap<String, Object> object = json.readValue(bytes, OBJECT);
            if (object != null) {
                return new Body(object, bytes, false);
            }
        } catch (JacksonException e) {
            LOG.debug("event=admin-body outcome=refused", e);
        }
        throw new AdminProblem(
                400, "not-json", "The body is no JSON object, or one of more than " + MAX_DEPTH + " levels.");
    }

    private static String type(HttpServletRequest request) {
        String type = request.getContentType() == null ? "" : request.getContentType();
        return type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    }

    private static AdminProblem wrongType(Operation.@Nullable Content content) {
        return new AdminProblem(415, "content-type", "Send " + (content == null ? JSON : content.type()) + ".");
    }

    private static AdminProblem tooLarge(long most) {
        return new AdminProblem(413, "too-large", "The body has more than " + most + " bytes.");
    }
}

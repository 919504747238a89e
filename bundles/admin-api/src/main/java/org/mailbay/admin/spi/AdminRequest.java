package org.mailbay.admin.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** A request to the admin API, whose parameters and body are as the operation declares them. */
@ProviderType
public final class AdminRequest {
    /** The most items of a page. */
    public static final int MOST_ITEMS = 1_000;

    private static final int ITEMS = 100;

    private final Actor actor;
    private final Map<String, String> variables;
    private final Map<String, String> query;
    private final Map<String, Object> body;
    private final byte[] content;
    private final Progress progress;

    /**
     * A request.
     *
     * @param actor who asks
     * @param variables of the path, decoded
     * @param query parameters, the last of a name
     * @param body the JSON object sent (maps, lists, strings, numbers, booleans, in a patch null); empty when there was none
     * @param content the bytes of a body that is not JSON; empty otherwise
     */
    public AdminRequest(
            Actor actor,
            Map<String, String> variables,
            Map<String, String> query,
            Map<String, Object> body,
            byte[] content) {
        this(actor, variables, query, body, content, Progress.NONE);
    }

    private AdminRequest(
            Actor actor,
            Map<String, String> variables,
            Map<String, String> query,
            Map<String, Object> body,
            byte[] content,
            Progress progress) {
        this.actor = actor;
        this.variables = Map.copyOf(variables);
        this.query = Collections.unmodifiableMap(new LinkedHashMap<>(query));
        this.body = Collections.unmodifiableMap(new LinkedHashMap<>(body));
        this.content = content;
        this.progress = progress;
    }

    /** The same request, whose progress is told to somebody. */
    public AdminRequest with(Progress told) {
        return new AdminRequest(actor, variables, query, body, content, told);
    }

    /** To be told how far a slow operation is. */
    public Progress progress() {
        return progress;
    }

    /** Who asks. */
    public Actor actor() {
        return actor;
    }

    /** A variable of the path, decoded. */
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no variable " + name);
        }
        return value;
    }

    /** The parameters of the query, the last of a name. */
    public Map<String, String> query() {
        return query;
    }

    /** A parameter of the query. */
    public String query(String name, String otherwise) {
        return query.getOrDefault(name, otherwise);
    }

    /** A whole number of the query. */
    public long query(String name, long otherwise) {
        String text = query.get(name);
        return text == null ? otherwise : Long.parseLong(text);
    }

    /** A flag of the query. */
    public boolean query(String name, boolean otherwise) {
        String text = query.get(name);
        return text == null ? otherwise : Boolean.parseBoolean(text);
    }

    /** How many items the page is to have at most. */
    public int limit() {
        return (int) query("limit", ITEMS);
    }

    /** After what the page begins; empty for the first one. */
    public String after() {
        return query("after", "");
    }

    /** The JSON object sent; empty when there was none. */
    public Map<String, Object> body() {
        return body;
    }

    /** The bytes of a body that is not JSON; empty otherwise. */
    public byte[] content() {
        return content;
    }

    /**
     * What a thing becomes by the merge patch in the body (RFC 7396 §2): what is null goes, what is missing stays.
     *
     * @param thing as it is
     */
    public Map<String, Object> patched(Map<String, Object> thing) {
        return merged(thing, body);
    }

    private static Map<String, Object> merged(Map<?, ?> thing, Map<?, ?> patch) {
        Map<String, Object> merged = new LinkedHashMap<>();
        thing.forEach((name, value) -> merged.put(String.valueOf(name), value));
        patch.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (value == null) {
                merged.remove(name);
            } else if (value instanceof Map<?, ?> inner) {
                merged.put(name, merged(merged.get(name) instanceof Map<?, ?> old ? old : Map.of(), inner));
            } else {
                merged.put(name, value);
            }
        });
        return merged;
    }

    /** Whether the body has this field, if only with null. */
    public boolean has(String name) {
        return body.containsKey(name);
    }

    /**
     * A text of the body.
     *
     * @throws AdminProblem when it is missing
     */
    public String text(String name) throws AdminProblem {
        if (body.get(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new AdminProblem(
                400,
                "missing-" + name,
                "The request needs a text \"" + name + "\".",
                List.of(Fault.body(Fault.below("", name), "missing", "This is missing.")));
    }

    /** A text of the body that may be missing. */
    public String text(String name, String otherwise) throws AdminProblem {
        Object value = body.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof String text) {
            return text;
        }
        throw AdminProblem.malformed(name, "\"" + name + "\" is a text.");
    }

    /** A flag of the body that may be missing. */
    public boolean flag(String name, boolean otherwise) {
        return body.get(name) instanceof Boolean flag ? flag : otherwise;
    }

    /** A whole number of the body that may be missing. */
    public long number(String name, long otherwise) {
        return body.get(name) instanceof Number number ? number.longValue() : otherwise;
    }

    /** The texts of a list of the body; none when it is missing. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (body.get(name) instanceof List<?> list) {
            list.forEach(value -> texts.add(String.valueOf(value)));
        }
        return texts;
    }
}

package org.mailbay.config;

import java.lang.reflect.Array;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One thing a component can be told.
 *
 * @param many whether it is a list
 * @param required whether a table without it is refused
 * @param secret whether its value is shown to nobody
 * @param least of a number, or of a text's length; null = no bound
 * @param fallback the default as the metatype writes it; null = none
 * @param options the only values there are; empty = any
 */
record Attribute(
        String id,
        Kind kind,
        boolean many,
        boolean required,
        boolean secret,
        @Nullable Double least,
        @Nullable Double most,
        @Nullable String fallback,
        List<String> options,
        String description) {

    /** What a value is. */
    enum Kind {
        TEXT("a text, in quotes", String.class),
        INTEGER("a whole number", Integer.class),
        LONG("a whole number", Long.class),
        DOUBLE("a number", Double.class),
        BOOLEAN("true or false", Boolean.class);

        private final String words;
        private final Class<?> type;

        Kind(String words, Class<?> type) {
            this.words = words;
            this.type = type;
        }
    }

    /** A value that is not acceptable, with the rest of a sentence that begins with the attribute's name. */
    static final class Unacceptable extends Exception {
        private static final long serialVersionUID = 1L;

        Unacceptable(String message) {
            super(message);
        }
    }

    /** The value as ConfigAdmin wants it. */
    Object value(JsonNode node) throws Unacceptable {
        if (!many) {
            return single(node);
        }
        if (!node.isArray()) {
            throw new Unacceptable("is a list: write [" + node + "]");
        }
        Object values = Array.newInstance(kind.type, node.size());
        for (int i = 0; i < node.size(); i++) {
            Array.set(values, i, single(node.get(i)));
        }
        return values;
    }

    private Object single(JsonNode node) throws Unacceptable {
        Object value = switch (kind) {
            case TEXT -> node.isString() ? node.stringValue() : null;
            case INTEGER -> node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : null;
            case LONG -> node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : null;
            case DOUBLE -> node.isNumber() ? node.doubleValue() : null;
            case BOOLEAN -> node.isBoolean() ? node.booleanValue() : null;
        };
        if (value == null) {
            throw new Unacceptable("must be " + kind.words + shown(node));
        }
        check(value, node);
        return value;
    }

    private void check(Object value, JsonNode node) throws Unacceptable {
        if (!options.isEmpty() && !options.contains(value.toString())) {
            throw new Unacceptable("must be one of " + String.join(", ", options) + shown(node)
                    + Nearest.near(value.toString(), options));
        }
        double size = value instanceof Number number
                ? number.doubleValue()
                : value.toString().length();
        if (kind != Kind.BOOLEAN && (least != null && size < least || most != null && size > most)) {
            throw new Unacceptable((kind == Kind.TEXT ? "must have a length " : "must be ") + range() + shown(node));
        }
    }

    private String range() {
        if (least == null) {
            return "of at most " + number(most);
        }
        return most == null ? "of at least " + number(least) : "from " + number(least) + " to " + number(most);
    }

    private static String number(@Nullable Double bound) {
        return bound == null ? "" : bound == Math.rint(bound) ? String.valueOf(bound.longValue()) : bound.toString();
    }

    private String shown(JsonNode node) {
        return secret ? "" : ", not " + node;
    }
}

package org.mailbay.jmap.core.json;

import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads I-JSON (RFC 7493) strictly and within bounds; writes UTF-8. */
public final class Json {
    /** Levels of nesting; deeper input is refused. */
    public static final int MAX_DEPTH = 64;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonMapper mapper;

    /**
     * A reader with its bounds.
     *
     * @param maxTokens in one document: what bounds a tree's memory
     * @param maxString UTF-16 units in one string
     */
    public Json(int maxTokens, int maxString) {
        StreamReadConstraints bounds = StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxTokenCount(maxTokens)
                .maxStringLength(maxString)
                .maxNameLength(4096)
                .maxNumberLength(64)
                .build();
        mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(bounds)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION) // RFC 7493 §2.3
                        .disable(TokenStreamFactory.Feature.CHARSET_DETECTION) // RFC 8259 §8.1: UTF-8, nothing else
                        .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                        .build())
                .build();
    }

    /** Reads tokens from {@code in}, which is UTF-8 (RFC 8259 §8.1). */
    public JsonParser parser(InputStream in) {
        return mapper.tokenStreamFactory().createParser(ObjectReadContext.empty(), in);
    }

    /** Writes to {@code out}. */
    public JsonGenerator generator(OutputStream out) {
        return mapper.createGenerator(out);
    }

    /** The tree of a whole document. */
    public JsonNode read(byte[] bytes, int from, int length) throws NotIJson {
        try (JsonParser parser =
                mapper.tokenStreamFactory().createParser(ObjectReadContext.empty(), bytes, from, length)) {
            parser.nextToken();
            return tree(parser);
        }
    }

    /** The value that the parser stands at. */
    public static JsonNode tree(JsonParser parser) throws NotIJson, JacksonException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new NotIJson("the text ends early");
        }
        return switch (token) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = text(parser.currentName());
                    parser.nextToken();
                    object.set(name, tree(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(tree(parser));
                }
                yield array;
            }
            case VALUE_STRING -> NODES.stringNode(text(parser.getString()));
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> real(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw new NotIJson("unexpected " + token);
        };
    }

    // RFC 7493 §2.2: beyond the range of a long a number has no exact meaning
    private static JsonNode integer(JsonParser parser) throws NotIJson {
        return switch (parser.getNumberType()) {
            case INT, LONG -> NODES.numberNode(parser.getLongValue());
            default -> real(parser.getDoubleValue());
        };
    }

    private static JsonNode real(double value) throws NotIJson {
        if (!Double.isFinite(value)) {
            throw new NotIJson("number out of range"); // RFC 7493 §2.2
        }
        return NODES.numberNode(value);
    }

    /** Refuses half surrogate pairs, which UTF-8 cannot say (RFC 7493 §2.1). */
    public static String text(@Nullable String text) throws NotIJson {
        if (text == null) {
            throw new NotIJson("not a string");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isHighSurrogate(text.charAt(i))
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new NotIJson("half a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    /** JSON that is not I-JSON. */
    public static final class NotIJson extends Exception {
        private static final long serialVersionUID = 1L;

        public NotIJson(String message) {
            super(message, null, false, false);
        }
    }
}

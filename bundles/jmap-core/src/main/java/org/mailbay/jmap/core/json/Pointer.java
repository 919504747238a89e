package org.mailbay.jmap.core.json;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A JSON pointer (RFC 6901) with {@code *} for each item of an array (RFC 8620 §3.7). */
public final class Pointer {
    private static final int MAX_WORDS = 64;

    private final String[] words;

    private Pointer(String[] words) {
        this.words = words;
    }

    /** Reads a pointer; empty when it is none. */
    public static Optional<Pointer> parse(String text) {
        if (text.isEmpty()) {
            return Optional.of(new Pointer(new String[0]));
        }
        if (text.charAt(0) != '/') {
            return Optional.empty();
        }
        String[] words = text.substring(1).split("/", MAX_WORDS + 1);
        if (words.length > MAX_WORDS) {
            return Optional.empty();
        }
        for (int i = 0; i < words.length; i++) {
            if (words[i].indexOf('~') >= 0) {
                if (!words[i].matches("([^~]|~[01])*+")) {
                    return Optional.empty();
                }
                words[i] = words[i].replace("~1", "/").replace("~0", "~"); // RFC 6901 §4
            }
        }
        return Optional.of(new Pointer(words));
    }

    /** What it points at within {@code root}; empty when there is no such thing. */
    public Optional<JsonNode> in(JsonNode root) {
        return Optional.ofNullable(walk(root, 0));
    }

    private @Nullable JsonNode walk(JsonNode start, int from) {
        JsonNode node = start;
        for (int i = from; i < words.length; i++) {
            String word = words[i];
            switch (node) {
                case ArrayNode array
                when word.equals("*") -> {
                    return each(array, i + 1);
                }
                case ArrayNode array -> node = array.get(index(word));
                case ObjectNode object -> node = object.get(word); // digits are a name here
                default -> node = null;
            }
            if (node == null) {
                return null;
            }
        }
        return node;
    }

    private @Nullable JsonNode each(ArrayNode array, int next) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : array) {
            JsonNode found = walk(item, next);
            if (found == null) {
                return null;
            }
            if (found instanceof ArrayNode list) {
                all.addAll(list); // RFC 8620 §3.7: flattened
            } else {
                all.add(found);
            }
        }
        return all;
    }

    // RFC 6901 §4: no leading zeros; -1 is no index of any array
    private static int index(String word) {
        if (word.isEmpty() || word.length() > 9 || word.length() > 1 && word.charAt(0) == '0') {
            return -1;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return -1;
            }
        }
        return Integer.parseInt(word);
    }
}

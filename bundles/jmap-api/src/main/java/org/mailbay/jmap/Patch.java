package org.mailbay.jmap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A PatchObject (RFC 8620 §5.3), its paths checked: what an update changes, by property.
 *
 * <p>A type looks at {@link #properties()} and takes each one's new value from {@link #apply}; where building the old value would be
 * dear, it reads {@link #changes} instead. JSON null means the property's default.
 */
public final class Patch {
    private static final int MAX_DEPTH = 16;

    private final Map<String, List<Change>> byProperty;

    private Patch(Map<String, List<Change>> byProperty) {
        this.byProperty = byProperty;
    }

    /**
     * Reads a patch.
     *
     * @throws SetError invalidPatch when a path is no pointer, or a prefix of another one
     */
    public static Patch of(ObjectNode json) throws SetError {
        Map<String, List<Change>> byProperty = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            List<String> path = path(entry.getKey());
            byProperty
                    .computeIfAbsent(path.getFirst(), name -> new ArrayList<>())
                    .add(new Change(path.subList(1, path.size()), entry.getValue()));
        }
        for (Map.Entry<String, List<Change>> entry : byProperty.entrySet()) {
            refusePrefixes(entry.getKey(), entry.getValue());
        }
        return new Patch(byProperty);
    }

    private static void refusePrefixes(String property, List<Change> changes) throws SetError {
        if (changes.size() < 2) {
            return;
        }
        // Sorted, a prefix stands right before the first path that it begins.
        List<List<String>> paths = new ArrayList<>();
        changes.forEach(change -> paths.add(change.path()));
        paths.sort(Patch::compare);
        for (int i = 1; i < paths.size(); i++) {
            List<String> before = paths.get(i - 1);
            if (before.size() <= paths.get(i).size()
                    && before.equals(paths.get(i).subList(0, before.size()))) {
                throw SetError.of(SetError.INVALID_PATCH, "overlapping paths in " + property); // RFC 8620 §5.3
            }
        }
    }

    private static int compare(List<String> left, List<String> right) {
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            int order = left.get(i).compareTo(right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static List<String> path(String pointer) throws SetError {
        List<String> path = new ArrayList<>();
        for (String word : pointer.split("/", MAX_DEPTH + 1)) {
            path.add(unescape(word));
        }
        if (path.size() > MAX_DEPTH || path.getFirst().isEmpty()) {
            throw SetError.of(SetError.INVALID_PATCH, "path too deep or empty");
        }
        return path;
    }

    // RFC 6901 §4; the leading slash is implicit (RFC 8620 §5.3)
    private static String unescape(String word) throws SetError {
        if (word.indexOf('~') < 0) {
            return word;
        }
        if (!word.matches("([^~]|~[01])*+")) {
            throw SetError.of(SetError.INVALID_PATCH, "a tilde that escapes nothing");
        }
        return word.replace("~1", "/").replace("~0", "~");
    }

    /** Names of the properties that it touches. */
    public Set<String> properties() {
        return Collections.unmodifiableSet(byProperty.keySet());
    }

    /** What it does to {@code property}: one change with an empty path, or several below it; empty when it does nothing. */
    public List<Change> changes(String property) {
        return Collections.unmodifiableList(byProperty.getOrDefault(property, List.of()));
    }

    /** This patch but for some properties. */
    public Patch without(Set<String> properties) {
        Map<String, List<Change>> rest = new LinkedHashMap<>(byProperty);
        rest.keySet().removeAll(properties);
        return new Patch(rest);
    }

    /**
     * The new value of {@code property}.
     *
     * @param old its value now; not changed
     * @throws SetError invalidPatch when a path leads through something that is not an object
     */
    public JsonNode apply(String property, JsonNode old) throws SetError {
        JsonNode value = old;
        boolean copied = false;
        for (Change change : changes(property)) {
            if (change.path().isEmpty()) {
                return change.value();
            }
            if (!copied) {
                value = old.deepCopy();
                copied = true;
            }
            set(value, change);
        }
        return value;
    }

    private static void set(JsonNode root, Change change) throws SetError {
        JsonNode parent = root;
        List<String> path = change.path();
        for (String word : path.subList(0, path.size() - 1)) {
            JsonNode next = parent instanceof ObjectNode object ? object.get(word) : null;
            if (next == null) {
                throw SetError.of(SetError.INVALID_PATCH, "no such path"); // RFC 8620 §5.3: parents must exist
            }
            parent = next;
        }
        if (!(parent instanceof ObjectNode object)) {
            throw SetError.of(SetError.INVALID_PATCH, "a path into what is not an object"); // RFC 8620 §5.3: no arrays
        }
        if (change.value().isNull()) {
            object.remove(path.getLast());
        } else {
            object.set(path.getLast(), change.value());
        }
    }

    /** The whole object after this patch, for types that are small; see {@link #apply(String, JsonNode)}. */
    public ObjectNode apply(ObjectNode old) throws SetError {
        ObjectNode next = JsonNodeFactory.instance.objectNode();
        next.setAll(old);
        for (String property : byProperty.keySet()) {
            JsonNode before = old.get(property);
            next.set(property, apply(property, before == null ? NullNode.instance : before));
        }
        return next;
    }

    /**
     * One entry of a patch.
     *
     * @param path below the property; empty when the whole property is replaced
     * @param value the new value; JSON null removes it, or sets a property to its default
     */
    public record Change(List<String> path, JsonNode value) {
        public Change {
            path = List.copyOf(path);
        }
    }
}

package org.mailbay.example.jmap.datatype;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Order;
import org.mailbay.jmap.spi.Query;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Bookmark/query filters and sorts by; operators, limits, positions and /queryChanges are the server's.
 *
 * @param all what the client sees
 * @param canCalculateChanges of one's own; of another's the log tells too much
 */
record BookmarkQuery(Objects bookmarks, Ordinals all, boolean canCalculateChanges) implements Query {
    @Override
    public Ordinals match(ObjectNode condition) throws MethodError {
        Ordinals matches = all;
        for (Map.Entry<String, JsonNode> entry : condition.properties()) {
            String name = entry.getKey();
            if (!name.equals("tag") && !name.equals("title")) {
                throw new MethodError(MethodError.UNSUPPORTED_FILTER, name);
            }
            if (!entry.getValue().isString()) {
                throw MethodError.invalidArguments(name + " is no string");
            }
            String wanted = entry.getValue().stringValue();
            matches = name.equals("tag")
                    ? matches.and(bookmarks.with(Bookmarks.TAGS, wanted))
                    : matches.filter(bookmark -> title(bookmark).contains(fold(wanted)));
        }
        return matches;
    }

    @Override
    public Order order(Comparison comparison) throws MethodError {
        return switch (comparison.property()) {
            case "title" -> Order.by(this::title, Comparator.<String>naturalOrder());
            // Ordinals are in the order of creation
            case "id" ->
                Order.byAscendingNumber(ordinal -> bookmarks.id(ordinal).number());
            default -> throw new MethodError(MethodError.UNSUPPORTED_SORT, comparison.property());
        };
    }

    private String title(int bookmark) {
        return fold(bookmarks.get(Bookmarks.TITLE, bookmark));
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}

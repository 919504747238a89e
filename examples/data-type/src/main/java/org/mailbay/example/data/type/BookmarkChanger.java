package org.mailbay.example.data.type;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What Bookmark/set does. All input is hostile: everything is looked at before it is kept. */
final class BookmarkChanger implements Changer {
    private static final int MAX_URL = 4_000;
    private static final int MAX_TAGS = 100;

    @Override
    public Creation create(ObjectNode object) throws SetError {
        String url = object.path("url").asString("");
        if (url.isEmpty() || url.length() > MAX_URL || !isUrl(url)) {
            throw SetError.invalidProperties("not an http or https URL", "url");
        }
        Row row = Row.EMPTY;
        for (String name : List.of("title", "tags")) {
            if (object.has(name)) {
                row = with(row, name, object.get(name));
            }
        }
        Row ready = row;
        return tx -> new Created(
                tx.create(Bookmarks.BOOKMARK, ready, url.getBytes(StandardCharsets.UTF_8), List.of()),
                JsonNodeFactory.instance.objectNode());
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError {
        Row row = Objects.requireNonNull(tx.row(id));
        for (String name : patch.properties()) {
            row = with(row, name, patch.apply(name, now(row, name)));
        }
        tx.update(Bookmarks.BOOKMARK, id, row);
        return null;
    }

    private static JsonNode now(Row row, String name) {
        if (name.equals("title")) {
            return JsonNodeFactory.instance.stringNode(row.get(Bookmarks.TITLE));
        }
        ObjectNode tags = JsonNodeFactory.instance.objectNode();
        row.get(Bookmarks.TAGS).forEach(tag -> tags.put(tag, true));
        return tags;
    }

    private static Row with(Row row, String name, JsonNode value) throws SetError {
        try {
            if (name.equals("title")) {
                if (!value.isString()) {
                    throw SetError.invalidProperties("not a string", name);
                }
                return row.with(Bookmarks.TITLE, value.stringValue());
            }
            if (!value.isObject() || value.size() > MAX_TAGS) {
                throw SetError.invalidProperties("not an object of at most " + MAX_TAGS + " tags", name);
            }
            return row.with(Bookmarks.TAGS, value.propertyNames());
        } catch (IllegalArgumentException e) {
            throw SetError.invalidProperties("too long", name);
        }
    }

    @Override
    public void destroy(Transaction tx, ObjectId id) {
        tx.destroy(Bookmarks.BOOKMARK, id);
    }
}

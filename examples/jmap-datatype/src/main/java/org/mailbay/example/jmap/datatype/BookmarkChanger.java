package org.mailbay.example.jmap.datatype;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What Bookmark/set does. All input is hostile: everything is looked at before it is kept. */
final class BookmarkChanger implements Changer {
    private static final List<String> KEPT = List.of("title", "tags", Readers.PROPERTY);
    private static final int MAX_URL = 4_000;
    private static final int MAX_TAGS = 100;

    private final View view;

    BookmarkChanger(View view) {
        this.view = view;
    }

    /** Others may read, nothing else. */
    private void checkOwner() throws SetError {
        if (!view.isOwn()) {
            throw SetError.of(SetError.FORBIDDEN, "it is another's");
        }
    }

    @Override
    public Creation create(ObjectNode object) throws SetError {
        checkOwner();
        String url = object.path("url").asString("");
        if (url.isEmpty() || url.length() > MAX_URL || !isUrl(url)) {
            throw SetError.invalidProperties("not an http or https URL", "url");
        }
        Row row = Row.EMPTY;
        for (String name : KEPT) {
            if (object.has(name)) {
                row = with(row, name, object.get(name));
            }
        }
        Row ready = row;
        ObjectNode defaults = JsonNodeFactory.instance.objectNode();
        KEPT.stream().filter(name -> !object.has(name)).forEach(name -> defaults.set(name, now(ready, name)));
        return tx -> new Created(
                tx.create(Bookmarks.BOOKMARK, ready, url.getBytes(StandardCharsets.UTF_8), List.of()), defaults);
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
        checkOwner();
        Row row = Objects.requireNonNull(tx.row(id));
        for (String name : patch.properties()) {
            row = with(row, name, patch.apply(name, now(row, name)));
        }
        tx.update(Bookmarks.BOOKMARK, id, row);
        return null;
    }

    /** A property that is kept in the row, as the client sees it. */
    static JsonNode now(Row row, String name) {
        return switch (name) {
            case "title" -> JsonNodeFactory.instance.stringNode(row.get(Bookmarks.TITLE));
            case Readers.PROPERTY -> Readers.json(row);
            default -> {
                ObjectNode tags = JsonNodeFactory.instance.objectNode();
                row.get(Bookmarks.TAGS).forEach(tag -> tags.put(tag, true));
                yield tags;
            }
        };
    }

    private Row with(Row row, String name, JsonNode value) throws SetError {
        try {
            if (name.equals(Readers.PROPERTY)) {
                return Readers.with(row, view.account().id(), value);
            }
            if (name.equals("title")) {
                if (!value.isString()) {
                    throw SetError.invalidProperties("not a string", name);
                }
                return row.with(Bookmarks.TITLE, value.stringValue());
            }
            if (!value.isObject() || value.size() > MAX_TAGS) {
                throw SetError.invalidProperties("not an object of at most " + MAX_TAGS + " tags", name);
            }
            for (JsonNode tag : value) {
                if (!tag.isBoolean() || !tag.booleanValue()) {
                    throw SetError.invalidProperties("a tag that is not true", name);
                }
            }
            return row.with(Bookmarks.TAGS, value.propertyNames());
        } catch (IllegalArgumentException e) {
            throw SetError.invalidProperties("too long", name);
        }
    }

    @Override
    public void destroy(Transaction tx, ObjectId id) throws SetError {
        checkOwner();
        tx.destroy(Bookmarks.BOOKMARK, id);
    }
}

package org.mailbay.example.jmap.datatype;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.mailbay.store.Account;
import org.mailbay.store.Column;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.Schema;
import org.osgi.service.component.annotations.Component;

/** What the store is told of bookmarks: their columns' names, their text, and what must be so. */
@Component
public final class BookmarkSchema implements Schema {
    @Override
    public ObjectType type() {
        return Bookmarks.BOOKMARK;
    }

    @Override
    public Map<String, Column> columns() {
        return Map.of("title", Bookmarks.TITLE, "tags", Bookmarks.TAGS, "readers", Bookmarks.READERS);
    }

    @Override
    public Document document(Account account, ObjectId id, Row row, byte[] bytes) {
        return new Document(
                Map.of("title", row.get(Bookmarks.TITLE), "url", new String(bytes, StandardCharsets.UTF_8)));
    }

    @Override
    public void check(Account account, Consumer<Finding> findings) throws IOException {
        Objects bookmarks = account.snapshot().objects(Bookmarks.BOOKMARK);
        for (int ordinal : bookmarks.all().toArray()) {
            ObjectId id = bookmarks.id(ordinal);
            byte[] url = account.bytes(id);
            if (url != null && url.length == 0) {
                findings.accept(
                        new Finding("bookmark-empty", account.id(), id + " leads nowhere", "Let the owner remove it."));
            }
        }
    }
}

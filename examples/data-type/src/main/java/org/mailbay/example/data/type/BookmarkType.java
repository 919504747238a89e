package org.mailbay.example.data.type;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Settable;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/** Bookmark/get, /set and /changes. */
@Component(service = DataType.class)
public final class BookmarkType implements Settable {
    @Override
    public ObjectType type() {
        return Bookmarks.BOOKMARK;
    }

    @Override
    public String capability() {
        return Bookmarks.CAPABILITY;
    }

    @Override
    public List<Property> properties() {
        return List.of(
                Property.of("id", Property.Kind.SERVER_SET),
                Property.of("title", Property.Kind.MUTABLE),
                Property.of("tags", Property.Kind.MUTABLE),
                Property.of("url", Property.Kind.IMMUTABLE));
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws IOException {
        Objects bookmarks = view.snapshot().objects(Bookmarks.BOOKMARK);
        List<ObjectId> gone = new ArrayList<>();
        List<byte[]> urls = view.account().bytes(ids);
        for (int i = 0; i < ids.size(); i++) {
            ObjectId id = ids.get(i);
            byte[] url = urls.get(i);
            if (url == null) {
                // It went after the snapshot was taken.
                gone.add(id);
                continue;
            }
            Row row = bookmarks.row(bookmarks.ordinal(id));
            out.writeStartObject();
            for (String property : properties) {
                out.writeName(property);
                switch (property) {
                    case "id" -> out.writeString(id.toString());
                    case "title" -> out.writeString(row.get(Bookmarks.TITLE));
                    case "url" -> out.writeString(new String(url, StandardCharsets.UTF_8));
                    default -> {
                        out.writeStartObject();
                        row.get(Bookmarks.TAGS).forEach(tag -> out.writeBooleanProperty(tag, true));
                        out.writeEndObject();
                    }
                }
            }
            out.writeEndObject();
        }
        return gone;
    }

    @Override
    public Changer set(View view, ObjectNode arguments) {
        return new BookmarkChanger();
    }
}

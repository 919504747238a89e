package org.mailbay.example.jmap.datatype;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Copyable;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Query;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.jmap.spi.Shareable;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Row;
import org.osgi.service.component.annotations.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All six standard methods: a {@link DataType} has /changes, the interfaces named here add /get, /set, /query with /queryChanges, and
 * /copy. {@link Shareable} lets an owner show bookmarks to others, who find them in the owner's account and copy them to their own.
 */
@Component(service = DataType.class)
public final class BookmarkType implements Queryable, Copyable, Shareable {
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
                Property.of("url", Property.Kind.IMMUTABLE),
                new Property(Readers.PROPERTY, Property.Kind.MUTABLE, false));
    }

    /** What the client sees: of another's account, what it may read. */
    private static Ordinals visible(View view) {
        Objects bookmarks = view.snapshot().objects(Bookmarks.BOOKMARK);
        return view.isOwn()
                ? bookmarks.all()
                : bookmarks.with(Bookmarks.READERS, view.principal().account().toString());
    }

    @Override
    public boolean exists(View view, ObjectId id) {
        int ordinal = view.snapshot().objects(Bookmarks.BOOKMARK).ordinal(id);
        return ordinal >= 0 && visible(view).contains(ordinal);
    }

    @Override
    public List<ObjectId> all(View view, int max) {
        Objects bookmarks = view.snapshot().objects(Bookmarks.BOOKMARK);
        return Arrays.stream(visible(view).toArray())
                .limit(max + 1L)
                .mapToObj(bookmarks::id)
                .toList();
    }

    /** The log tells of what is hidden, too: of another's bookmarks, clients read the list anew. */
    @Override
    public Changes changes(View view, long since, int maxChanges) throws IOException {
        return view.isOwn() ? Queryable.super.changes(view, since, maxChanges) : new Changes.TooOld();
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
                    case "url" -> out.writeString(new String(url, StandardCharsets.UTF_8));
                    case Readers.PROPERTY -> out.writeTree(view.isOwn() ? Readers.json(row) : NullNode.instance);
                    default -> out.writeTree(BookmarkChanger.now(row, property));
                }
            }
            out.writeEndObject();
        }
        return gone;
    }

    @Override
    public Changer set(View view, ObjectNode arguments) {
        return new BookmarkChanger(view);
    }

    @Override
    public Query query(View view, ObjectNode arguments) {
        return new BookmarkQuery(view.snapshot().objects(Bookmarks.BOOKMARK), visible(view), view.isOwn());
    }

    /** A copy is made of the same properties, and is shared with nobody unless the client says so. */
    @Override
    public Changer.Creation copy(View from, ObjectId id, View to, ObjectNode changes) throws SetError, IOException {
        Objects bookmarks = from.snapshot().objects(Bookmarks.BOOKMARK);
        byte[] url = from.account().bytes(id);
        if (url == null) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        Row row = bookmarks.row(bookmarks.ordinal(id));
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        copy.put("url", new String(url, StandardCharsets.UTF_8));
        List.of("title", "tags").forEach(name -> copy.set(name, BookmarkChanger.now(row, name)));
        copy.setAll(changes);
        return new BookmarkChanger(to).create(copy);
    }

    @Override
    public List<String> rights() {
        return List.of(Bookmarks.MAY_READ);
    }

    @Override
    public Set<String> rightsToSee() {
        return Set.of(Bookmarks.MAY_READ);
    }

    @Override
    public Set<String> rightsToChange() {
        return Set.of();
    }

    @Override
    public Map<AccountId, Set<String>> shares(Row row) {
        Map<AccountId, Set<String>> shares = new LinkedHashMap<>();
        Readers.of(row).forEach(account -> shares.put(account, Set.of(Bookmarks.MAY_READ)));
        return shares;
    }

    @Override
    public String name(Row row) {
        return row.get(Bookmarks.TITLE);
    }
}

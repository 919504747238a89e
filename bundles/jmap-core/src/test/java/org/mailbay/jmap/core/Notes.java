package org.mailbay.jmap.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Changer;
import org.mailbay.jmap.spi.Comparison;
import org.mailbay.jmap.spi.Copyable;
import org.mailbay.jmap.spi.Order;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.Query;
import org.mailbay.jmap.spi.Queryable;
import org.mailbay.jmap.spi.Shareable;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A small data type with everything in it: title, rank and tags change, text does not, size is the server's. */
public final class Notes implements Queryable, Copyable, Shareable {
    public static final ObjectType NOTE = new ObjectType("Note", 'N');

    public static final String URN = "urn:example:notes";

    public static final Column.Text TITLE = new Column.Text(1);

    public static final Column.Number RANK = new Column.Number(2);

    /** Notes of one group collapse. */
    public static final Column.Number GROUP = new Column.Number(3);

    public static final Column.Words TAGS = new Column.Words(4);

    public static final Column.Number PARENT = new Column.Number(5);

    /** {@code <account>:<right>}. */
    public static final Column.Words SHARES = new Column.Words(6);

    @Override
    public List<String> rights() {
        return List.of("mayRead", "mayWrite");
    }

    @Override
    public Set<String> rightsToSee() {
        return Set.of("mayRead");
    }

    @Override
    public Set<String> rightsToChange() {
        return Set.of("mayWrite");
    }

    @Override
    public Map<AccountId, Set<String>> shares(Row row) {
        Map<AccountId, Set<String>> shares = new HashMap<>();
        for (String share : row.get(SHARES)) {
            String[] words = share.split(":", 2);
            shares.computeIfAbsent(AccountId.parse(words[0]).orElseThrow(), a -> new HashSet<>())
                    .add(words[1]);
        }
        return shares;
    }

    @Override
    public String name(Row row) {
        return row.get(TITLE);
    }

    @Override
    public ObjectType type() {
        return NOTE;
    }

    @Override
    public String capability() {
        return URN;
    }

    @Override
    public List<Property> properties() {
        return List.of(
                Property.of("id", Property.Kind.SERVER_SET),
                Property.of("title", Property.Kind.MUTABLE),
                Property.of("rank", Property.Kind.MUTABLE),
                Property.of("group", Property.Kind.IMMUTABLE),
                Property.of("tags", Property.Kind.MUTABLE),
                Property.of("parentId", Property.Kind.MUTABLE),
                new Property("text", Property.Kind.IMMUTABLE, false),
                new Property("size", Property.Kind.SERVER_SET, false));
    }

    @Override
    public Set<String> getArguments() {
        return Set.of("maxText");
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws MethodError, IOException {
        JsonNode maxText = arguments.get("maxText");
        if (maxText != null && !maxText.isInt() && !maxText.isLong()) {
            throw MethodError.invalidArguments("maxText: not a number");
        }
        Objects notes = view.snapshot().objects(NOTE);
        List<ObjectId> gone = new ArrayList<>();
        for (ObjectId id : ids) {
            byte[] bytes = view.account().bytes(id);
            if (bytes == null) {
                gone.add(id);
                continue;
            }
            Row row = notes.row(notes.ordinal(id));
            String text = new String(bytes, StandardCharsets.UTF_8);
            out.writeStartObject();
            for (String property : properties) {
                out.writeName(property);
                switch (property) {
                    case "id" -> out.writeString(text(id));
                    case "title" -> out.writeString(row.get(TITLE));
                    case "rank" -> out.writeNumber(row.get(RANK));
                    case "group" -> out.writeNumber(row.get(GROUP));
                    case "parentId" -> parent(row, out);
                    case "text" ->
                        out.writeString(
                                maxText == null ? text : text.substring(0, Math.min(text.length(), maxText.asInt())));
                    case "size" -> out.writeNumber(bytes.length);
                    default -> {
                        out.writeStartObject();
                        row.get(TAGS).forEach(tag -> out.writeBooleanProperty(tag, true));
                        out.writeEndObject();
                    }
                }
            }
            out.writeEndObject();
        }
        return gone;
    }

    private static void parent(Row row, JsonGenerator out) {
        if (row.get(PARENT) == 0) {
            out.writeNull();
        } else {
            out.writeString(NOTE.id(row.get(PARENT)).toString());
        }
    }

    @Override
    public Set<String> queryArguments() {
        return Set.of("collapseGroups");
    }

    @Override
    public Query query(View view, ObjectNode arguments) {
        return new NoteQuery(view, arguments.path("collapseGroups").asBoolean(false), new AtomicBoolean());
    }

    private record NoteQuery(View view, boolean collapseGroups, AtomicBoolean moves) implements Query {
        @Override
        public boolean isFixed() {
            return !collapseGroups && !moves.get();
        }

        private Objects notes() {
            return view.snapshot().objects(NOTE);
        }

        @Override
        public Ordinals all() {
            return notes().all();
        }

        @Override
        public Ordinals match(ObjectNode condition) throws MethodError {
            moves.set(true);
            Objects notes = notes();
            Ordinals matches = notes.all();
            for (String name : condition.propertyNames()) {
                JsonNode value = condition.get(name);
                switch (name) {
                    case "tag" -> matches = matches.and(notes.with(TAGS, value.asString()));
                    case "minRank" -> {
                        if (!value.isIntegralNumber()) {
                            throw MethodError.invalidArguments("minRank: not a number");
                        }
                        matches = matches.filter(note -> notes.get(RANK, note) >= value.longValue());
                    }
                    default -> throw new MethodError(MethodError.UNSUPPORTED_FILTER, name);
                }
            }
            return matches;
        }

        @Override
        public Order order(Comparison comparison) throws MethodError {
            moves.compareAndSet(false, !comparison.property().equals("age"));
            Objects notes = notes();
            return switch (comparison.property()) {
                case "rank" -> Order.byNumber(note -> notes.get(RANK, note), notes.greatestUpTo(RANK));
                case "title" -> Order.by(note -> notes.get(TITLE, note), Comparator.<String>naturalOrder());
                case "age" -> Order.byAscendingNumber(notes::createdModSeq);
                default -> throw new MethodError(MethodError.UNSUPPORTED_SORT, comparison.property());
            };
        }

        @Override
        public @Nullable IntToLongFunction collapse() {
            return collapseGroups ? note -> notes().get(GROUP, note) : null;
        }

        @Override
        public Collection<ObjectId> affected(long since, Changes.Since changes) throws IOException {
            Collection<ObjectId> ids = new HashSet<>(Query.super.affected(since, changes));
            if (collapseGroups) {
                notes().all().forEach(note -> ids.add(notes().id(note)));
            }
            return ids;
        }
    }

    @Override
    public Changer set(View view, ObjectNode arguments) {
        return new NoteChanger(view);
    }

    @Override
    public Changer.Creation copy(View from, ObjectId id, View to, ObjectNode changes) throws IOException {
        Row row =
                from.snapshot().objects(NOTE).row(from.snapshot().objects(NOTE).ordinal(id));
        byte[] bytes = from.account().bytes(id);
        Row copy = changes.has("title") ? row.with(TITLE, changes.get("title").asString()) : row;
        return tx -> new Changer.Created(
                tx.create(NOTE, copy, bytes == null ? new byte[0] : bytes, List.of()),
                JsonNodeFactory.instance.objectNode());
    }

    private record NoteChanger(View view) implements Changer {
        @Override
        public Creation create(ObjectNode object) throws SetError {
            Row row = Row.EMPTY.with(GROUP, object.path("group").asLong(0));
            for (String name : List.of("title", "rank", "tags")) {
                if (object.has(name)) {
                    row = with(row, name, object.get(name));
                }
            }
            Row ready = row;
            byte[] text = object.path("text").asString("").getBytes(StandardCharsets.UTF_8);
            return tx -> {
                Row whole = object.has("parentId") ? withParent(tx, ready, object.get("parentId")) : ready;
                ObjectId id = tx.create(NOTE, whole, text, List.of());
                return new Created(id, JsonNodeFactory.instance.objectNode().put("size", text.length));
            };
        }

        @Override
        public @Nullable ObjectNode update(Transaction tx, ObjectId id, Patch patch) throws SetError {
            Row row = java.util.Objects.requireNonNull(tx.row(id));
            for (String name : patch.properties()) {
                row = name.equals("parentId")
                        ? withParent(tx, row, patch.apply(name, JsonNodeFactory.instance.nullNode()))
                        : with(row, name, patch.apply(name, now(row, name)));
            }
            tx.update(NOTE, id, row);
            return null;
        }

        private static JsonNode now(Row row, String name) {
            ObjectNode tags = JsonNodeFactory.instance.objectNode();
            row.get(TAGS).forEach(tag -> tags.put(tag, true));
            return name.equals("tags") ? tags : JsonNodeFactory.instance.nullNode();
        }

        private Row withParent(Transaction tx, Row row, JsonNode parent) throws SetError {
            ObjectId id = NOTE.parse(view.resolve(parent.asString(""))).orElse(null);
            if (id == null || tx.row(id) == null) {
                throw SetError.invalidProperties("no such note", "parentId");
            }
            return row.with(PARENT, id.number());
        }

        private static Row with(Row row, String name, JsonNode value) throws SetError {
            return switch (name) {
                case "title" -> {
                    if (!value.isString()) {
                        throw SetError.invalidProperties("not a string", "title");
                    }
                    yield row.with(TITLE, value.stringValue());
                }
                case "rank" -> row.with(RANK, value.asLong(0));
                default -> row.with(TAGS, value.propertyNames());
            };
        }

        @Override
        public void destroy(Transaction tx, ObjectId id) throws SetError {
            Row row = tx.row(id);
            if (row != null && row.get(TAGS).contains("locked")) {
                throw SetError.of(SetError.FORBIDDEN, "locked");
            }
            tx.destroy(NOTE, id);
        }
    }
}

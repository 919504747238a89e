package org.mailbay.store.engine.search;

import java.io.IOException;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Row;
import org.mailbay.store.Search;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.TextQuery;
import org.mailbay.store.engine.Searcher;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.image.Bits;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.engine.record.LogEntry;
import org.mailbay.store.engine.record.Position;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.Schema;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;

/** Searches accounts on the caller's thread. */
final class Finder implements Searcher {
    /** A document's quick part, and which of its fields are shown whole. */
    private record Shown(Document document, Set<String> whole) {}

    /** In characters; RFC 8621 §5 allows a preview of 255 octets, so three-octet characters and marks must fit. */
    private static final int SNIPPET_LENGTH = 150;

    private final Feed feed;
    private final Duration wait;

    Finder(Feed feed, Duration wait) {
        this.feed = feed;
        this.wait = wait;
    }

    @Override
    public Ordinals find(Space space, Image image, ObjectType type, TextQuery query)
            throws SearchBehindException, IOException {
        ObjectTable table = image.table(type.letter());
        if (table.all().size() == 0) {
            return table.all();
        }
        long deadline = System.nanoTime() + wait.toNanos();
        ShardFeed shard = feed.of(space.shard());
        long[] numbers = shard.match(feed.progress(space.id()), type.letter(), table.state(), query, deadline);
        return table.find(numbers);
    }

    @Override
    public Search.Known findKnown(Space space, Image image, ObjectType type, TextQuery query, Duration patience)
            throws IOException {
        ObjectTable table = image.table(type.letter());
        if (table.all().size() == 0) {
            return new Search.Known(table.all(), table.all());
        }
        long deadline = System.nanoTime() + patience.toNanos();
        ShardFeed shard = feed.of(space.shard());
        Progress progress = feed.progress(space.id());
        try {
            long[] numbers = shard.match(progress, type.letter(), table.state(), query, deadline);
            return new Search.Known(table.find(numbers), Bits.EMPTY);
        } catch (SearchBehindException e) {
            ShardFeed.Matched some = shard.matchKnown(progress, type.letter(), query);
            Ordinals unseen = some == null ? table.all() : unseen(space, image, table, some.position());
            return new Search.Known(
                    some == null ? Bits.EMPTY : table.find(some.numbers()).minus(unseen), unseen);
        }
    }

    /** What was created or given another text after {@code position}, or was not reached yet by whoever reads older objects. */
    private static Ordinals unseen(Space space, Image image, ObjectTable table, Position position) throws IOException {
        char letter = table.letter();
        Set<Long> numbers = new HashSet<>();
        Position.Scan scan = position.scans().get(letter);
        if (scan != null && !scan.again()) {
            table.numbers(scan.next(), scan.end(), Integer.MAX_VALUE, numbers::add);
        }
        boolean there = space.log(position.followed(letter), image, entry -> {
            LogEntry.OfType of = entry.types().get(letter);
            if (of != null) {
                Arrays.stream(of.created()).forEach(numbers::add);
                Arrays.stream(of.text()).forEach(numbers::add);
            }
            return true;
        });
        return there ? table.find(numbers.stream().mapToLong(Long::longValue).toArray()) : table.all();
    }

    @Override
    public List<Map<String, String>> snippets(Space space, ObjectType type, List<ObjectId> ids, List<TextQuery> queries)
            throws IOException {
        List<@Nullable Shown> documents = documents(space, type, ids);
        List<Map<String, String>> snippets = new ArrayList<>(ids.size());
        if (!space.shard().search().isPresent()) {
            throw new SearchBehindException("there is no search engine");
        }
        SearchIndex index = space.shard().search().enter();
        try {
            for (Shown shown : documents) {
                snippets.add(shown == null ? Map.of() : snippets(index, shown, queries));
            }
        } finally {
            space.shard().search().exit();
        }
        return snippets;
    }

    private static Map<String, String> snippets(SearchIndex index, Shown shown, List<TextQuery> queries)
            throws IOException {
        Map<String, String> snippets = index.highlight(shown.document(), queries, SNIPPET_LENGTH);
        int longest = shown.whole().stream()
                .filter(snippets::containsKey)
                .mapToInt(field -> length(shown.document(), field))
                .max()
                .orElse(0);
        if (longest <= SNIPPET_LENGTH) {
            return snippets;
        }
        // Of the whole document again: which forms of a word match depends on the language, which all fields tell.
        Map<String, String> all = new HashMap<>(snippets);
        index.highlight(shown.document(), queries, longest).forEach((field, text) -> {
            if (shown.whole().contains(field)) {
                all.put(field, text);
            }
        });
        return all;
    }

    /** Normalised it may be longer: a ligature becomes letters, a letter and its accent two characters. */
    private static int length(Document document, String field) {
        String text = document.texts().getOrDefault(field, "");
        return Math.max(
                text.length(), Normalizer.normalize(text, Normalizer.Form.NFKD).length());
    }

    @Override
    public void removed(Space space) {
        feed.removed(space);
    }

    @Override
    public void save() {
        feed.shards().forEach(ShardFeed::save);
    }

    private List<@Nullable Shown> documents(Space space, ObjectType type, List<ObjectId> ids) throws IOException {
        List<@Nullable Shown> documents = new ArrayList<>(ids.size());
        List<byte @Nullable []> bytes = space.bytes(ids);
        Image image = space.image();
        for (int i = 0; i < ids.size(); i++) {
            Row row = ids.get(i).letter() == type.letter() ? image.row(ids.get(i)) : null;
            byte[] its = bytes.get(i);
            documents.add(row == null || its == null ? null : brief(space, ids.get(i), row, its));
        }
        return documents;
    }

    private @Nullable Shown brief(Space space, ObjectId id, Row row, byte[] bytes) throws IOException {
        try (Swappable.Lease<Schema> lease = feed.schemas().acquire(id.letter())) {
            Document brief = lease.service().brief(space, id, row, bytes);
            return brief == null ? null : new Shown(brief, lease.service().shownWhole());
        } catch (AwayException e) {
            return null;
        }
    }
}

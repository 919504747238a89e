package org.mailbay.store.engine.search;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Row;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.TextQuery;
import org.mailbay.store.engine.Searcher;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.Schema;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable;

/** Searches accounts on the caller's thread. */
final class Finder implements Searcher {
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
    public List<Map<String, String>> snippets(Space space, ObjectType type, List<ObjectId> ids, List<TextQuery> queries)
            throws IOException {
        List<@Nullable Document> documents = documents(space, type, ids);
        List<Map<String, String>> snippets = new ArrayList<>(ids.size());
        if (!space.shard().search().isPresent()) {
            throw new SearchBehindException("there is no search engine");
        }
        SearchIndex index = space.shard().search().enter();
        try {
            for (Document document : documents) {
                snippets.add(document == null ? Map.of() : index.highlight(document, queries, SNIPPET_LENGTH));
            }
        } finally {
            space.shard().search().exit();
        }
        return snippets;
    }

    @Override
    public void save() {
        feed.shards().forEach(ShardFeed::save);
    }

    private List<@Nullable Document> documents(Space space, ObjectType type, List<ObjectId> ids) throws IOException {
        List<@Nullable Document> documents = new ArrayList<>(ids.size());
        List<byte @Nullable []> bytes = space.bytes(ids);
        Image image = space.image();
        for (int i = 0; i < ids.size(); i++) {
            Row row = ids.get(i).letter() == type.letter() ? image.row(ids.get(i)) : null;
            byte[] its = bytes.get(i);
            documents.add(row == null || its == null ? null : brief(space, ids.get(i), row, its));
        }
        return documents;
    }

    private @Nullable Document brief(Space space, ObjectId id, Row row, byte[] bytes) throws IOException {
        try (Swappable.Lease<Schema> lease = feed.schemas().acquire(id.letter())) {
            return lease.service().brief(space, id, row, bytes);
        } catch (AwayException e) {
            return null;
        }
    }
}

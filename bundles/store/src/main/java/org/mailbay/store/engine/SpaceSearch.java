package org.mailbay.store.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Search;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TextQuery;
import org.mailbay.store.engine.image.Bits;
import org.mailbay.store.engine.image.Image;

/** The search of one account. */
final class SpaceSearch implements Search {
    private static final int MOST_SNIPPETS = 1_000;

    private final Space space;

    SpaceSearch(Space space) {
        this.space = space;
    }

    @Override
    public Ordinals find(Snapshot snapshot, ObjectType type, TextQuery query)
            throws SearchBehindException, IOException {
        check(snapshot);
        return space.searcher().find(space, (Image) snapshot, type, query);
    }

    @Override
    public Known findKnown(Snapshot snapshot, ObjectType type, TextQuery query, Duration patience) throws IOException {
        check(snapshot);
        Searcher searcher;
        try {
            searcher = space.searcher();
        } catch (SearchBehindException e) {
            return new Known(Bits.EMPTY, snapshot.objects(type).all());
        }
        return searcher.findKnown(space, (Image) snapshot, type, query, patience);
    }

    private void check(Snapshot snapshot) {
        if (!snapshot.account().equals(space.id())) {
            throw new IllegalArgumentException("a snapshot of another account");
        }
    }

    @Override
    public List<Map<String, String>> snippets(ObjectType type, List<ObjectId> ids, List<TextQuery> queries)
            throws IOException {
        if (ids.size() > MOST_SNIPPETS) {
            throw new IllegalArgumentException(ids.size() + " ids");
        }
        return space.searcher().snippets(space, type, ids, queries);
    }
}

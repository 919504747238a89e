package org.mailbay.store.engine;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Ordinals;
import org.mailbay.store.Search;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TextQuery;

/** The search of one account. */
final class SpaceSearch implements Search {
    @Override
    public Ordinals find(Snapshot snapshot, ObjectType type, TextQuery query) throws SearchBehindException {
        throw new SearchBehindException("nothing is indexed yet");
    }

    @Override
    public List<Map<String, String>> snippets(ObjectType type, List<ObjectId> ids, List<TextQuery> queries)
            throws IOException {
        throw new SearchBehindException("nothing is indexed yet");
    }
}

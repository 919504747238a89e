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
import org.mailbay.store.TextQuery;
import org.mailbay.store.engine.image.Image;

/** Searches accounts; see {@link org.mailbay.store.Search}. */
public interface Searcher {
    /** Finds objects of {@code image}, which is the account's. */
    Ordinals find(Space space, Image image, ObjectType type, TextQuery query) throws SearchBehindException, IOException;

    /** As {@link #find}, but says what the index may not have seen. */
    Search.Known findKnown(Space space, Image image, ObjectType type, TextQuery query, Duration patience)
            throws IOException;

    /** Shows why objects match. */
    List<Map<String, String>> snippets(Space space, ObjectType type, List<ObjectId> ids, List<TextQuery> queries)
            throws IOException;

    /** An account is no more: its texts go. */
    void removed(Space space);

    /** The search driver is about to go: makes durable what was indexed, as far as that works. */
    void save();
}

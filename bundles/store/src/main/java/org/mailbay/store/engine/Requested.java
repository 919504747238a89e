package org.mailbay.store.engine;

import java.util.List;

/** Hears what transactions asked outboxes for. */
@FunctionalInterface
public interface Requested {
    /** After the commit, on the committing thread: return at once. A commit that failed is told, too, for it may have happened. */
    void asked(Space space, long modSeq, List<Asked> asked);
}

package org.mailbay.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Finds the objects of an account by their text. */
@ProviderType
public interface Search {
    /**
     * All objects of {@code type} in {@code snapshot} whose text matches; never some of them.
     *
     * @throws SearchBehindException when the index has not seen all of them within a moment, or there is none: try later
     */
    Ordinals find(Snapshot snapshot, ObjectType type, TextQuery query) throws SearchBehindException, IOException;

    /**
     * As {@link #find}, for who can read the objects himself: is never refused because the index is behind, but told of what it may not
     * have seen.
     *
     * @param patience how long to wait for the index to have seen everything
     */
    Known findKnown(Snapshot snapshot, ObjectType type, TextQuery query, Duration patience) throws IOException;

    /**
     * What an index knows.
     *
     * @param found of all objects but {@code unseen}, those that match; never some of them
     * @param unseen those of which the index may not have the text
     */
    record Known(Ordinals found, Ordinals unseen) {}

    /**
     * For each object, by field, the part of its text that shows best why one of {@code queries} matches, or all of it where its model
     * wants that ({@code Schema.shownWhole}): HTML-escaped, matches between {@code <mark>} and {@code </mark>}. Empty for an object that is
     * gone or whose model is away.
     *
     * @param ids at most 1,000
     */
    List<Map<String, String>> snippets(ObjectType type, List<ObjectId> ids, List<TextQuery> queries) throws IOException;
}

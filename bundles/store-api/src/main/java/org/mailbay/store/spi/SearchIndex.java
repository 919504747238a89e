package org.mailbay.store.spi;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.TextQuery;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The text of a shard's objects, and nothing of them that changes otherwise: mailboxes, flags and dates are the snapshot's business.
 *
 * <p>Any thread may call any method, virtual and interrupted ones too. After {@link #close} every method throws {@code IOException}.
 *
 * <p>When {@link #apply} or {@link #commit} failed, what was applied since the newest commit may be gone: the index is to be closed and
 * opened again, and {@link #committed} of the new one says from where to go on. Until then it may refuse every call, but must not answer
 * as if nothing were missing.
 */
@ConsumerType
public interface SearchIndex extends AutoCloseable {
    /** Carries out changes, in order. Doing them again changes nothing. Lost by a crash unless committed. */
    void apply(List<Change> changes) throws IOException;

    /** Makes durable what was applied before. */
    Commit commit() throws IOException;

    /** The newest commit that is durable. */
    Commit committed() throws IOException;

    /**
     * The numbers of all objects of a type that match: every one of them, in no order, by everything applied before. A query of nothing
     * but spaces finds every object that has text in one of its fields.
     */
    long[] match(AccountId account, char letter, TextQuery query) throws IOException;

    /**
     * The part of each text that shows best why the document matches; texts without a match are left out.
     *
     * @param queries of which any may match
     * @param length of a part, in characters, about
     * @return by field, HTML-escaped, matches between {@code <mark>} and {@code </mark>} (RFC 8621 §5)
     */
    Map<String, String> highlight(Document document, List<TextQuery> queries, int length) throws IOException;

    /** How many objects are in it. */
    long documents() throws IOException;

    /** Bytes on disk (or in memory). */
    long size() throws IOException;

    /** Commits and closes. */
    @Override
    void close() throws IOException;

    /**
     * How far an index is.
     *
     * @param generation differs between an index and one that was made anew
     * @param number ascending with each commit of a generation
     */
    record Commit(String generation, long number) {}

    /** A change of the index. */
    sealed interface Change {}

    /** Adds an object, or replaces its text. */
    record Put(AccountId account, ObjectId id, Document document) implements Change {}

    /** Removes an object; one that is absent is no error. */
    record Remove(AccountId account, ObjectId id) implements Change {}

    /** Removes all objects of an account. */
    record RemoveAll(AccountId account) implements Change {}
}

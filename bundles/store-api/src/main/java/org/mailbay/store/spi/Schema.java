package org.mailbay.store.spi;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Account;
import org.mailbay.store.Column;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.Transaction;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a model tells the store of one of its types. A service.
 *
 * <p>The store keeps and gives objects without it, so a model can come and go; while it is away new objects are not yet searchable.
 */
@ConsumerType
public interface Schema {
    /** Whose. */
    ObjectType type();

    /** Its columns by name, for exports and findings. */
    Map<String, Column> columns();

    /**
     * The object's text; null when it is not searched. May open blobs and take seconds: it is never called on the delivery path.
     *
     * <p>Called again when the object's bytes or one of its {@link Column.Text} values have changed, not for other columns.
     */
    default @Nullable Document document(Account account, ObjectId id, Row row, byte[] bytes) throws IOException {
        return null;
    }

    /**
     * The part of {@link #document} that can be had within a moment: for showing why it matches, and for the index when the whole
     * document failed or took too long.
     */
    default @Nullable Document brief(Account account, ObjectId id, Row row, byte[] bytes) throws IOException {
        return document(account, id, row, bytes);
    }

    /** Fields of the document that are shown whole when they match, such as a subject; of others the best part is. */
    default Set<String> shownWhole() {
        return Set.of();
    }

    /**
     * The object as this revision of the model would write it; null when that is how it is. For migrating on command: until then the
     * model reads what its earlier revisions wrote.
     */
    default @Nullable Stored renew(Row row, byte[] bytes) {
        return null;
    }

    /** Says what breaks an invariant of the type's own, such as an email whose thread is none. */
    default void check(Account account, Consumer<Finding> findings) throws IOException {}

    /**
     * Follows up what a restore made of objects of this type, in the same transaction: touches what is derived from them, moves the
     * type's own index entries, and gives another name to what has one that is taken meanwhile. The store restores rows, bytes and
     * index entries by itself.
     *
     * <p>{@code tx} gives the rows as they are now; its snapshot is still the one before.
     */
    default void restored(Transaction tx, List<Restored> changes) {}

    /**
     * An object that a restore changed.
     *
     * @param before null when it was not there
     * @param after null when it is not there any more
     */
    record Restored(
            ObjectId id, @Nullable Row before, @Nullable Row after) {}

    /** An object's row and bytes. */
    record Stored(Row row, byte[] bytes) {}
}

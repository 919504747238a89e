package org.mailbay.store.spi;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An open shard: five ordered tables of byte keys (compared unsigned) and byte values.
 *
 * <p>Any thread may call any method, virtual and interrupted ones too. After {@link #close} every method throws {@code IOException}.
 */
@ConsumerType
public interface Records extends AutoCloseable {
    /** The value of a key; null when absent. */
    byte @Nullable [] get(Table table, byte[] key) throws IOException;

    /** The values of at most 1,000 keys, in their order; null where absent. */
    List<byte @Nullable []> getMany(Table table, List<byte[]> keys) throws IOException;

    /**
     * Visits all entries with {@code from <= key < to}, ascending, until the visitor says false.
     *
     * <p>Of a batch that touches only keys with the same first 8 bytes (one account), a scan within these sees all or nothing.
     */
    void scan(Table table, byte[] from, byte[] to, Visitor visitor) throws IOException;

    /**
     * Carries out a batch: all or nothing, durable when this returns.
     *
     * @throws PreconditionFailed when a condition does not hold; nothing was changed
     * @throws IOException when it failed; whether the batch happened is then unknown, also while the process lives: who goes on reads
     *     again first
     */
    void commit(Batch batch) throws PreconditionFailed, IOException;

    /**
     * Takes the right to write for {@code owner}: every older lease of that owner is fenced off from now on.
     *
     * @param owner 1 to 200 bytes of UTF-8
     */
    Lease lease(String owner) throws IOException;

    /** For the administrator. */
    RecordAdmin admin();

    /** Waits for what is running, within a bound, then closes; a commit either happened or threw. */
    @Override
    void close() throws IOException;

    /** Is shown entries. May read from this shard but must not commit, and should be quick: the account's commits may wait for it. */
    @FunctionalInterface
    interface Visitor {
        /** Whether to go on; the arrays are the visitor's own. */
        boolean entry(byte[] key, byte[] value) throws IOException;
    }

    /**
     * The right to write, handed out by {@link #lease}.
     *
     * @param token ascending with each lease of the same owner
     */
    record Lease(String owner, long token) {}
}

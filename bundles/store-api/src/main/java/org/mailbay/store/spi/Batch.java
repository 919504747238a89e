package org.mailbay.store.spi;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes that happen together, if all conditions hold. A value.
 *
 * @param changes at most {@link #MAX_CHANGES}; the last one to a key counts
 * @param conditions checked against what was committed before
 */
public record Batch(List<Change> changes, List<Condition> conditions) {
    /** Bounds memory and the time that a commit takes. */
    public static final int MAX_CHANGES = 4_000;

    public Batch {
        if (changes.size() > MAX_CHANGES) {
            throw new IllegalArgumentException(changes.size() + " changes in a batch");
        }
        changes = List.copyOf(changes);
        conditions = List.copyOf(conditions);
    }

    /** One change. */
    public sealed interface Change {
        /** Where. */
        Table table();

        /** Which key. */
        byte[] key();
    }

    /** Inserts or replaces. */
    public record Put(Table table, byte[] key, byte[] value) implements Change {
        public Put {
            check(key);
            if (value.length > Table.MAX_VALUE) {
                throw new IllegalArgumentException("value of " + value.length + " bytes");
            }
        }
    }

    /** Removes; a key that is absent is no error. */
    public record Delete(Table table, byte[] key) implements Change {
        public Delete {
            check(key);
        }
    }

    /** What must be true for the batch to happen. */
    public sealed interface Condition {}

    /** The key has exactly this value. */
    public record Expect(Table table, byte[] key, byte[] value) implements Condition {}

    /** The key is absent. */
    public record ExpectAbsent(Table table, byte[] key) implements Condition {}

    /** No key lies in {@code from <= key < to}. */
    public record ExpectNone(Table table, byte[] from, byte[] to) implements Condition {}

    /** The lease is still the newest of its owner. */
    public record Fence(Records.Lease lease) implements Condition {}

    private static void check(byte[] key) {
        if (key.length == 0 || key.length > Table.MAX_KEY) {
            throw new IllegalArgumentException("key of " + key.length + " bytes");
        }
    }

    /** Starts a batch. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects changes and conditions; not for several threads. */
    public static final class Builder {
        private final List<Change> changes = new ArrayList<>();
        private final List<Condition> conditions = new ArrayList<>();

        private Builder() {}

        /** Inserts or replaces. */
        public Builder put(Table table, byte[] key, byte[] value) {
            changes.add(new Put(table, key, value));
            return this;
        }

        /** Removes. */
        public Builder delete(Table table, byte[] key) {
            changes.add(new Delete(table, key));
            return this;
        }

        /** Adds a condition. */
        public Builder when(Condition condition) {
            conditions.add(condition);
            return this;
        }

        /** How many changes so far. */
        public int size() {
            return changes.size();
        }

        /** The batch. */
        public Batch build() {
            return new Batch(changes, conditions);
        }
    }
}

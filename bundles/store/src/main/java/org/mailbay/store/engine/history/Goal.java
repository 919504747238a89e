package org.mailbay.store.engine.history;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.engine.record.ObjRow;

/** What an account is to become: shown in slices, as often as asked. */
public interface Goal {
    /** Shows every object that was there and may be another now, or none, each once. */
    void objects(ObjectVisitor visitor) throws IOException;

    /** Shows every index row that may have been another, each once. */
    void index(IndexVisitor visitor) throws IOException;

    /** Whether what {@code modSeq} created, and this does not show, was not there. */
    boolean isYounger(long modSeq);

    /** Is shown objects. */
    interface ObjectVisitor {
        /** @param object null when it has not changed since */
        void object(ObjectId id, Row row, @Nullable ObjRow object) throws IOException;
    }

    /** Is shown index rows. */
    interface IndexVisitor {
        /** @param value null when there was no such row */
        void row(byte[] key, byte @Nullable [] value) throws IOException;
    }
}

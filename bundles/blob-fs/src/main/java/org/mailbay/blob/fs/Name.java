package org.mailbay.blob.fs;

import java.nio.ByteBuffer;
import org.mailbay.store.BlobRef;

/** A blob's name as four numbers: cheap to compare, to hash and to keep in arrays. */
record Name(long a, long b, long c, long d) {
    static Name of(byte[] bytes, int at) {
        ByteBuffer in = ByteBuffer.wrap(bytes, at, BlobRef.NAME_LENGTH);
        return new Name(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    static Name of(BlobRef ref) {
        return of(ref.name(), 0);
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BlobRef.NAME_LENGTH)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    BlobRef ref(long size) {
        return new BlobRef(bytes(), size);
    }
}

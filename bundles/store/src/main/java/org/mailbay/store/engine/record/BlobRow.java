package org.mailbay.store.engine.record;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.ObjectId;

/**
 * A row of SYS about a blob: that an object refers to it, or did so not long ago, or that an account holds it.
 *
 * @param object null for a hold
 * @param until 0 for a reference; otherwise milliseconds since 1970 when a hold, or the time that a reference is kept after its end, is
 *     over
 */
public record BlobRow(
        BlobRef ref, AccountId account, @Nullable ObjectId object, long until) {
    private static final int VERSION = 1;

    /** The value of such a row. */
    public static byte[] value(long size, long until) {
        return new Out(16).octet(VERSION).varint(size).varint(until).done();
    }

    /** Reads a row. */
    public static BlobRow read(byte[] key, byte[] value) throws IOException {
        In in = new In(key);
        in.fixed();
        byte[] name = in.raw(BlobRef.NAME_LENGTH);
        AccountId account = new AccountId(in.fixed());
        int letter = in.octet();
        ObjectId object = letter == 0 ? null : new ObjectId((char) letter, in.fixed());
        In rest = new In(value).version(VERSION);
        BlobRef ref = new BlobRef(name, rest.varint());
        return new BlobRow(ref, account, object, rest.varint());
    }

    /** Whether an object refers to the blob now. */
    public boolean isReference() {
        return object != null && until == 0;
    }

    /** Whether it lets the account read the blob at {@code now}, in milliseconds since 1970: a reference that ended does not. */
    public boolean entitles(long now) {
        return isReference() || object == null && until > now;
    }

    /** Whether it keeps the blob at {@code now}, in milliseconds since 1970. */
    public boolean keeps(long now) {
        return isReference() || until > now;
    }
}

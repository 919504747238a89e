package org.mailbay.store.engine.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;
import org.mailbay.store.spi.Table;

/**
 * A row of OBJ: what an object refers to, and its bytes or the blob that has them.
 *
 * @param refs what the object refers to, without {@code external}
 * @param external has the bytes when they are too many for a row; null when they are in {@code bytes}
 * @param bytes empty when they are in {@code external}
 */
public record ObjRow(List<BlobRef> refs, @Nullable BlobRef external, byte[] bytes) {
    /** Objects with more bytes than this have them in a blob. */
    public static final int MAX_BYTES = 32_000;

    /** References an object may have. */
    public static final int MAX_REFS = 700;

    private static final int VERSION = 1;
    private static final int INLINE = 0;
    private static final int EXTERNAL = 1;

    /** Whether bytes of this length must go to a blob, given the references beside them. */
    public static boolean isTooLong(int length, int refs) {
        return length > MAX_BYTES || length + 20 + refs * (BlobRef.NAME_LENGTH + 10) > Table.MAX_VALUE;
    }

    /** The value. */
    public byte[] value() {
        Out out = new Out(16 + bytes.length + (refs.size() + 1) * 40)
                .octet(VERSION)
                .octet(external == null ? INLINE : EXTERNAL)
                .varint(refs.size());
        refs.forEach(ref -> ref(out, ref));
        if (external != null) {
            ref(out, external);
        }
        return out.raw(bytes).done();
    }

    private static void ref(Out out, BlobRef ref) {
        out.raw(ref.name()).varint(ref.size());
    }

    /** Reads a value. */
    public static ObjRow read(byte[] value) throws IOException {
        In in = new In(value).version(VERSION);
        int kind = in.octet();
        List<BlobRef> refs = new ArrayList<>();
        for (int count = in.count(); count > 0; count--) {
            refs.add(new BlobRef(in.raw(BlobRef.NAME_LENGTH), in.varint()));
        }
        BlobRef external = kind == EXTERNAL ? new BlobRef(in.raw(BlobRef.NAME_LENGTH), in.varint()) : null;
        return new ObjRow(refs, external, in.rest());
    }

    /** Everything it keeps. */
    public List<BlobRef> kept() {
        if (external == null || refs.contains(external)) {
            return refs;
        }
        List<BlobRef> kept = new ArrayList<>(refs);
        kept.add(external);
        return kept;
    }

    /** Bytes as quota counts them. */
    public long charge() {
        long charge = external == null ? bytes.length : external.size();
        for (BlobRef ref : refs) {
            charge += ref.size();
        }
        return charge;
    }

    /** References have no order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ObjRow that
                && refs.size() == that.refs.size()
                && Set.copyOf(refs).equals(Set.copyOf(that.refs))
                && java.util.Objects.equals(external, that.external)
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Set.copyOf(refs).hashCode() + Arrays.hashCode(bytes);
    }
}

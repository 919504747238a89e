package org.mailbay.store.engine.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being read; what does not fit fails as a damaged row. */
final class In {
    private final byte[] bytes;
    private int at;

    In(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the version byte, which must be {@code known}. */
    In version(int known) throws IOException {
        int version = octet();
        if (version != known) {
            throw new IOException("row of version " + version + ", known is " + known);
        }
        return this;
    }

    /** Reads the version byte, which must be in a range; says it. */
    int versions(int oldest, int newest) throws IOException {
        int version = octet();
        if (version < oldest || version > newest) {
            throw new IOException("row of version " + version + ", known are " + oldest + " to " + newest);
        }
        return version;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    int octet() throws IOException {
        if (at >= bytes.length) {
            throw new IOException("row ends early");
        }
        return bytes[at++] & 0xff;
    }

    long fixed() throws IOException {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | octet();
        }
        return value;
    }

    long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7fL) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new IOException("number without end");
    }

    long signed() throws IOException {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    /** A count of things that take at least a byte each. */
    int count() throws IOException {
        long count = varint();
        if (count < 0 || count > bytes.length - at) {
            throw new IOException("count " + count);
        }
        return (int) count;
    }

    byte[] raw(int length) throws IOException {
        if (length < 0 || length > bytes.length - at) {
            throw new IOException("row ends early");
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
        at = bytes.length;
        return rest;
    }

    String text() throws IOException {
        int length = count();
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }
}

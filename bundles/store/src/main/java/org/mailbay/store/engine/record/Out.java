package org.mailbay.store.engine.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes being written: varints are LEB128, 1 to 10 bytes. */
final class Out {
    private byte[] bytes;
    private int size;

    Out(int expected) {
        bytes = new byte[expected];
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }

    Out octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    Out fixed(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    Out varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    Out signed(long value) {
        return varint(value << 1 ^ value >> 63);
    }

    Out raw(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    Out text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return varint(utf8.length).raw(utf8);
    }

    int size() {
        return size;
    }

    byte[] done() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}

package org.mailbay.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what {@link Out} wrote. */
final class In {
    private final byte[] bytes;
    private int at;

    In(byte[] bytes) {
        this.bytes = bytes;
    }

    long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == bytes.length) {
                break;
            }
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw damaged();
    }

    int count() throws IOException {
        long count = number();
        if (count < 0 || count > bytes.length) {
            throw damaged();
        }
        return (int) count;
    }

    String text() throws IOException {
        int length = count();
        if (length > bytes.length - at) {
            throw damaged();
        }
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    Map<String, String> texts() throws IOException {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int count = count(); count > 0; count--) {
            pairs.put(text(), text());
        }
        return pairs;
    }

    <E> E of(E[] values) throws IOException {
        long ordinal = number();
        if (ordinal < 0 || ordinal >= values.length) {
            throw damaged();
        }
        return values[(int) ordinal];
    }

    private static Damaged damaged() {
        return new Damaged("an entry of the queue is damaged, or of a newer version");
    }

    /** Of an entry that can never be read, unlike one that cannot be read now. */
    static final class Damaged extends IOException {
        private static final long serialVersionUID = 1L;

        Damaged(String message) {
            super(message);
        }
    }
}

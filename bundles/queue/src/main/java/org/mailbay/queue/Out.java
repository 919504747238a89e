package org.mailbay.queue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Bytes of a row being written. */
final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    Out number(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) rest | 0x80);
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return this;
    }

    Out text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    Out texts(Map<String, String> pairs) {
        number(pairs.size());
        pairs.forEach((name, value) -> text(name).text(value));
        return this;
    }

    byte[] done() {
        return bytes.toByteArray();
    }
}

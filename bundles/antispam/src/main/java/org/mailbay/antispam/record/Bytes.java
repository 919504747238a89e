package org.mailbay.antispam.record;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.mailbay.antispam.Candidate;
import org.mailbay.mime.Content;
import org.mailbay.mime.Message;

/** A message in memory. The array belongs to it. */
final class Bytes implements Content {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The first bytes of a content, {@code most} of them or all. */
    static Bytes of(Content content, int most) throws IOException {
        try (InputStream in = content.open()) {
            return new Bytes(in.readNBytes(most));
        }
    }

    Candidate.Body body() {
        return new Candidate.Body(this, Message.parse(bytes));
    }

    byte[] array() {
        return bytes;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }
}

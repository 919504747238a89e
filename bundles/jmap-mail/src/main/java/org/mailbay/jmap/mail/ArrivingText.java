package org.mailbay.jmap.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.Header;
import org.mailbay.mime.Limits;
import org.mailbay.mime.Message;
import org.mailbay.mime.MessageParser;
import org.mailbay.mime.Part;
import org.mailbay.mime.Preview;
import org.mailbay.store.BlobInput;

/** Parses a message while it is read, and keeps its beginning, where the preview usually is. */
public final class ArrivingText {
    private static final int MOST_KEPT = 64 * 1024;
    /** The parts of a text that a preview may need, encoded. */
    private static final int MOST_FOR_PREVIEW = 256 * 1024;

    private final MessageParser parser = new MessageParser(Limits.DEFAULT);
    private byte[] kept;
    private int keptLength;
    private long size;
    private @Nullable Message message;
    private @Nullable String preview;

    /** @param sizeHint in bytes; -1 when nobody knows */
    public ArrivingText(long sizeHint) {
        kept = new byte[Math.clamp(sizeHint + 1_024, 4_096, MOST_KEPT)];
    }

    /** Takes the next bytes. */
    public void write(byte[] bytes, int offset, int length) {
        parser.write(bytes, offset, length);
        size += length;
        int keep = Math.min(length, MOST_KEPT - keptLength);
        if (keep > 0) {
            if (keptLength + keep > kept.length) {
                kept = Arrays.copyOf(kept, Math.clamp(kept.length * 2L, keptLength + keep, MOST_KEPT));
            }
            System.arraycopy(bytes, offset, kept, keptLength, keep);
            keptLength += keep;
        }
    }

    /** Bytes so far. */
    public long size() {
        return size;
    }

    /** The whole message. */
    public Message message() {
        Message finished = message;
        if (finished == null) {
            finished = parser.finish();
            message = finished;
        }
        return finished;
    }

    /** The fields of its header that were kept. */
    public Header header() {
        return parser.header();
    }

    /** Opens a range of the message, which is a blob by now. */
    @FunctionalInterface
    public interface Opening {
        Optional<BlobInput> open(long from, long length) throws IOException;
    }

    /**
     * The preview; made once, whatever the number of recipients.
     *
     * @param opening for the rare message whose text begins behind what was kept
     */
    public synchronized String preview(Opening opening) throws IOException {
        String made = preview;
        if (made == null) {
            Optional<Part> part = Preview.part(message());
            made = part.isEmpty() ? "" : read(part.get(), opening);
            preview = made;
        }
        return made;
    }

    private String read(Part part, Opening opening) throws IOException {
        if (part.bodyEnd() <= keptLength || part.bodyStart() + MOST_KEPT / 2 <= keptLength) {
            int from = (int) part.bodyStart();
            InputStream body = new ByteArrayInputStream(kept, from, keptLength - from);
            return Preview.read(part, body);
        }
        long length = Math.min(part.size(), MOST_FOR_PREVIEW);
        Optional<BlobInput> opened = opening.open(part.bodyStart(), length);
        if (opened.isEmpty()) {
            throw new IOException("the blob is gone");
        }
        try (BlobInput input = opened.get()) {
            return Preview.read(part, input.content());
        }
    }
}

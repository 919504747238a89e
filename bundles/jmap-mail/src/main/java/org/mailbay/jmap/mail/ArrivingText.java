package org.mailbay.jmap.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.Limits;
import org.mailbay.mime.Message;
import org.mailbay.mime.MessageParser;
import org.mailbay.mime.Part;
import org.mailbay.mime.Preview;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;

/** Parses a message while it arrives, and keeps its beginning, where the preview usually is. */
final class ArrivingText {
    private static final int MOST_KEPT = 64 * 1024;
    /** The parts of a text that a preview may need, encoded. */
    private static final int MOST_FOR_PREVIEW = 256 * 1024;

    private final MessageParser parser = new MessageParser(Limits.DEFAULT);
    private byte[] kept;
    private int keptLength;
    private long size;
    private @Nullable Message message;
    private @Nullable String preview;

    ArrivingText(long sizeHint) {
        kept = new byte[Math.clamp(sizeHint + 1_024, 4_096, MOST_KEPT)];
    }

    void write(byte[] bytes, int offset, int length) {
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

    long size() {
        return size;
    }

    Message message() {
        Message finished = message;
        if (finished == null) {
            finished = parser.finish();
            message = finished;
        }
        return finished;
    }

    /** The preview; made once, whatever the number of recipients. */
    synchronized String preview(Account account, BlobRef blob) throws IOException {
        String made = preview;
        if (made == null) {
            Optional<Part> part = Preview.part(message());
            made = part.isEmpty() ? "" : read(part.get(), account, blob);
            preview = made;
        }
        return made;
    }

    private String read(Part part, Account account, BlobRef blob) throws IOException {
        if (part.bodyEnd() <= keptLength || part.bodyStart() + MOST_KEPT / 2 <= keptLength) {
            int from = (int) part.bodyStart();
            InputStream body = new ByteArrayInputStream(kept, from, keptLength - from);
            return Preview.read(part, body);
        }
        long length = Math.min(part.size(), MOST_FOR_PREVIEW);
        // Held, since nothing refers to the blob before the email is committed.
        account.blobs().hold(blob, Duration.ofHours(1));
        Optional<BlobInput> opened = account.blobs().open(blob, part.bodyStart(), length);
        if (opened.isEmpty()) {
            throw new IOException("the blob is gone");
        }
        try (BlobInput input = opened.get()) {
            return Preview.read(part, input.content());
        }
    }
}

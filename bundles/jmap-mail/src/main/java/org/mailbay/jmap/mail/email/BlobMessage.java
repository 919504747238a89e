package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.BlobId;
import org.mailbay.jmap.View;
import org.mailbay.jmap.mail.ArrivingText;
import org.mailbay.mail.StoredEmail;
import org.mailbay.mime.Header;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.Blobs;

/**
 * A blob that was read as a message (RFC 8621 §4.8, §4.9).
 *
 * @param email its structure; offsets count from {@code offset}
 * @param offset where the message begins in the stored blob
 * @param header of the message, as far as it was kept
 * @param opening opens its bytes
 */
record BlobMessage(StoredEmail email, long offset, Header header, MessageBytes.Opening opening) {
    /** How long a decoded copy is kept that nothing refers to yet. */
    private static final Duration HOLD = Duration.ofHours(1);

    /** Whether it is a message at all: something with a header (RFC 5322 §2.1). */
    boolean isMessage() {
        return !header.fields().isEmpty();
    }

    /**
     * Reads a message where it lies; one that is encoded is copied first, for its parts need bytes to lie in.
     *
     * @param own where it is copied to: the blobs of the principal's own account, from which it can then be read in any account
     * @return empty when the principal may not read it, or it is not there
     */
    static Optional<BlobMessage> look(View view, BlobId id, Blobs own) throws IOException {
        return read(view, id, id.isPlain() ? null : own);
    }

    /** Reads a message that is to be stored: one that is only a part of a blob is copied into its own. */
    static Optional<BlobMessage> take(View view, BlobId id) throws IOException {
        return read(view, id, id.section() == null ? null : view.account().blobs());
    }

    private static Optional<BlobMessage> read(View view, BlobId id, @Nullable Blobs blobs) throws IOException {
        Optional<BlobInput> opened = view.open(id.blob(), id.offset(), id.length());
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (BlobInput input = opened.get()) {
            ArrivingText text = new ArrivingText(id.length());
            if (blobs == null) {
                pump(id.decoded(input), text, null);
                StoredEmail email = new StoredEmail(
                        id.blob(),
                        text.preview((from, length) -> view.open(id.blob(), id.offset() + from, length)),
                        text.message());
                return Optional.of(new BlobMessage(email, id.offset(), text.header(), view::open));
            }
            try (BlobSink sink = blobs.create(id.length())) {
                pump(id.decoded(input), text, sink);
                BlobRef blob = sink.seal();
                blobs.hold(blob, HOLD);
                StoredEmail email = new StoredEmail(
                        blob, text.preview((from, length) -> blobs.open(blob, from, length)), text.message());
                return Optional.of(new BlobMessage(email, 0, text.header(), blobs::open));
            }
        }
    }

    private static void pump(InputStream from, ArrivingText text, @Nullable BlobSink sink) throws IOException {
        byte[] piece = new byte[32 * 1024];
        for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
            text.write(piece, 0, count);
            if (sink != null) {
                sink.write(piece, 0, count);
            }
        }
    }
}

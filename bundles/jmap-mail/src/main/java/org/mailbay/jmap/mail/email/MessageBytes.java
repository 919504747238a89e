package org.mailbay.jmap.mail.email;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.BlobId;
import org.mailbay.mime.BodyText;
import org.mailbay.mime.Header;
import org.mailbay.mime.Limits;
import org.mailbay.mime.Part;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;

/** The bytes of one message, read only when a property needs them: a short message once and whole, of others only what is needed. */
final class MessageBytes {
    /** Bytes; blobs are kept in pieces of this size, so that less is not read sooner. */
    private static final long SHORT = 65_536;

    /** Opens a range of a blob that may be read. */
    @FunctionalInterface
    interface Opening {
        Optional<BlobInput> open(BlobRef blob, long from, long length) throws IOException;
    }

    private final Opening opening;
    private final BlobRef blob;
    private final long offset;
    private final long size;
    private byte @Nullable [] whole;
    private final Map<Long, Header> headers = new HashMap<>(2);

    /**
     * Of a message that lies in a blob.
     *
     * @param offset where in the blob the message begins
     * @param size bytes of the message
     */
    MessageBytes(Opening opening, BlobRef blob, long offset, long size) {
        this.opening = opening;
        this.blob = blob;
        this.offset = offset;
        this.size = size;
    }

    /** All fields of a part's header, as far as they are kept within bounds. */
    Header header(Part part) throws IOException {
        Header known = headers.get(part.headerStart());
        if (known == null) {
            long length = Math.min(part.bodyStart() - part.headerStart(), Limits.DEFAULT.headerBytes());
            known = Header.parse(
                    read(part.headerStart(), length, InputStream::readAllBytes), part.headerStart(), Limits.DEFAULT);
            headers.put(part.headerStart(), known);
        }
        return known;
    }

    /** The id under which the part's decoded content can be downloaded. */
    String blobId(Part part) {
        BlobId.Encoding encoding = BodyPartWriter.encoding(part.encoding());
        return BlobId.of(blob, offset + part.bodyStart(), part.size(), encoding).toString();
    }

    /** The text of a part, of at most {@code most} bytes. */
    BodyText text(Part part, int most) throws IOException {
        return read(part.bodyStart(), part.size(), body -> BodyText.read(part, body, most));
    }

    /** Reads from a range. */
    @FunctionalInterface
    private interface Reading<T> {
        T read(InputStream range) throws IOException;
    }

    private <T> T read(long from, long length, Reading<T> reading) throws IOException {
        if (size > SHORT) {
            try (BlobInput input = open(from, length)) {
                return reading.read(input.content());
            }
        }
        if (whole == null) {
            try (BlobInput input = open(0, size)) {
                whole = input.content().readAllBytes();
            }
        }
        // The stream cuts what goes beyond the end, as the blob does.
        return reading.read(
                new ByteArrayInputStream(whole, (int) Math.min(from, whole.length), (int) Math.min(length, SHORT)));
    }

    private BlobInput open(long from, long length) throws IOException {
        return opening.open(blob, offset + from, length)
                .orElseThrow(() -> new IOException("the blob of an email is missing"));
    }
}

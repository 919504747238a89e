package org.mailbay.jmap.mail.email;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mailbay.jmap.BlobId;
import org.mailbay.mime.Header;
import org.mailbay.mime.Limits;
import org.mailbay.mime.Part;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;

/** The bytes of one message, read only where a property needs them, each header once. */
final class MessageBytes {
    /** Opens a range of a blob that may be read. */
    @FunctionalInterface
    interface Opening {
        Optional<BlobInput> open(BlobRef blob, long from, long length) throws IOException;
    }

    private final Opening opening;
    private final BlobRef blob;
    private final long offset;
    private final Map<Long, Header> headers = new HashMap<>(2);

    /** @param offset where in the blob the message begins */
    MessageBytes(Opening opening, BlobRef blob, long offset) {
        this.opening = opening;
        this.blob = blob;
        this.offset = offset;
    }

    /** All fields of a part's header, as far as they are kept within bounds. */
    Header header(Part part) throws IOException {
        Header known = headers.get(part.headerStart());
        if (known == null) {
            long length = Math.min(part.bodyStart() - part.headerStart(), Limits.DEFAULT.headerBytes());
            try (BlobInput input = open(part.headerStart(), length)) {
                known = Header.parse(input.content().readAllBytes(), part.headerStart(), Limits.DEFAULT);
            }
            headers.put(part.headerStart(), known);
        }
        return known;
    }

    /** The id under which the part's decoded content can be downloaded. */
    String blobId(Part part) {
        BlobId.Encoding encoding = BodyPartWriter.encoding(part.encoding());
        return BlobId.of(blob, offset + part.bodyStart(), part.size(), encoding).toString();
    }

    /** Reads something from a part's body, still encoded. */
    <T> T body(Part part, Reading<T> reading) throws IOException {
        try (BlobInput input = open(part.bodyStart(), part.size())) {
            return reading.read(input.content());
        }
    }

    /** Reads from a body. */
    @FunctionalInterface
    interface Reading<T> {
        T read(InputStream body) throws IOException;
    }

    private BlobInput open(long from, long length) throws IOException {
        return opening.open(blob, offset + from, length)
                .orElseThrow(() -> new IOException("the blob of an email is missing"));
    }
}

package org.mailbay.smtp.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailbay.delivery.Envelope;
import org.mailbay.smtp.content.MessageHeader;
import org.mailbay.smtp.content.Spool;
import org.mailbay.smtp.envelope.Transaction;

/**
 * A message as it goes on.
 *
 * @param fields that were added, each with its CRLF
 * @param header as it came, or as it was mended
 * @param spool the message as it came
 * @param bodyStart where its body begins
 */
record Letter(Transaction transaction, Instant received, String fields, byte[] header, Spool spool, int bodyStart) {

    /** Is given the bytes. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }

    Envelope envelope(String sender) {
        return new Envelope(sender, transaction.traceId, received);
    }

    /** A copy that says more, instead of what was said under the same names: RFC 2369 §4 for lists of lists. */
    Letter saying(String more) {
        if (more.isEmpty()) {
            return this;
        }
        Set<String> names = MessageHeader.of(more.getBytes(StandardCharsets.UTF_8)).fields().stream()
                .map(field -> field.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        byte[] rest = MessageHeader.of(header)
                .without(field -> names.contains(field.name().toLowerCase(Locale.ROOT)));
        return new Letter(transaction, received, fields + more, rest, spool, bodyStart);
    }

    /** About as many bytes as {@link #writeTo} writes. */
    long size() {
        return spool.size() + fields.length();
    }

    /** Writes it, behind more fields. */
    void writeTo(Sink sink, String more) throws IOException {
        byte[] first = (more + fields).getBytes(StandardCharsets.UTF_8);
        sink.write(first, 0, first.length);
        sink.write(header, 0, header.length);
        byte[] buffer = new byte[(int) Math.min(65_536, Math.max(1, spool.size()))];
        try (InputStream body = spool.open()) {
            body.skipNBytes(bodyStart);
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                sink.write(buffer, 0, read);
            }
        }
    }
}

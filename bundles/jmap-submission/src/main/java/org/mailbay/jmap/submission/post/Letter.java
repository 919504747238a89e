package org.mailbay.jmap.submission.post;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.store.Account;

/**
 * A message with an envelope, on its way out.
 *
 * @param from who sends it
 * @param sender reverse-path, empty for the null sender
 * @param parameters of MAIL FROM
 * @param origin comes back from the relay; see {@link org.mailbay.delivery.Shipment}
 */
public record Letter(
        Account from,
        String sender,
        Map<String, String> parameters,
        List<Destination> recipients,
        String traceId,
        String origin,
        Text text) {
    /** The bytes of a message. */
    public interface Text {
        /** About how many there are; -1 when that is not known. */
        long size();

        /** Writes them all: CRLF line ends. */
        void writeTo(Sink out) throws IOException;

        /** Of a message that is in memory. */
        static Text of(byte[] bytes) {
            return new Text() {
                @Override
                public long size() {
                    return bytes.length;
                }

                @Override
                public void writeTo(Sink out) throws IOException {
                    out.write(bytes, 0, bytes.length);
                }
            };
        }
    }

    /** Takes bytes. */
    @FunctionalInterface
    public interface Sink {
        void write(byte[] bytes, int offset, int length) throws IOException;
    }
}

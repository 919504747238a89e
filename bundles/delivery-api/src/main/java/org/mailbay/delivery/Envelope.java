package org.mailbay.delivery;

import java.time.Instant;

/**
 * What was said about a message besides its bytes.
 *
 * @param sender reverse-path as in MAIL FROM, empty for the null sender
 * @param traceId of this message, in the reply, the Received field and the logs
 * @param received when it was accepted; JMAP's {@code receivedAt}
 */
public record Envelope(String sender, String traceId, Instant received) {
    public Envelope {
        for (int i = 0; i < sender.length(); i++) {
            if (sender.charAt(i) < ' ') {
                throw new IllegalArgumentException("control character in sender");
            }
        }
    }
}

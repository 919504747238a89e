package org.mailbay.jmap.mail.search;

import java.time.Duration;

/**
 * How much of an email is searched.
 *
 * @param bodyCharacters of the body
 * @param attachmentCharacters of all attachments together
 * @param attachmentBytes of one attachment, unpacked
 * @param attachmentTime for one attachment
 * @param emailTime for all attachments of an email together
 */
public record Bounds(
        int bodyCharacters,
        int attachmentCharacters,
        long attachmentBytes,
        Duration attachmentTime,
        Duration emailTime) {
    private static final int MOST = 1_900_000;

    /** What is configured when nothing is. */
    public static final Bounds DEFAULT =
            new Bounds(1_000_000, 1_000_000, 256L << 20, Duration.ofSeconds(20), Duration.ofSeconds(45));

    public Bounds {
        if (bodyCharacters < 1 || bodyCharacters > MOST || attachmentCharacters < 1 || attachmentCharacters > MOST) {
            throw new IllegalArgumentException("characters must be 1 to " + MOST);
        }
    }
}

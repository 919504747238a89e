package org.mailbay.text;

import java.time.Duration;

/**
 * How much of a document is read.
 *
 * @param characters most UTF-16 units of text
 * @param bytes most bytes read, those of the document and of everything unpacked out of it counted together
 * @param time longest, on the wall
 */
public record TextLimits(int characters, long bytes, Duration time) {
    /** A million characters, 256 MiB unpacked, 20 seconds. */
    public static final TextLimits DEFAULT = new TextLimits(1_000_000, 256L << 20, Duration.ofSeconds(20));

    public TextLimits {
        if (characters < 1 || bytes < 1 || time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("each limit must be above 0");
        }
    }
}

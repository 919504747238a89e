package org.mailbay.jmap.push;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** UTCDate (RFC 8620 §1.4), in milliseconds since 1970. */
final class UtcDate {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private UtcDate() {}

    static String of(long millis) {
        return FORM.format(Instant.ofEpochMilli(millis));
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is none
     */
    static long parse(String text) {
        try {
            if (!text.endsWith("Z")) {
                throw new IllegalArgumentException("not a UTCDate");
            }
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("not a UTCDate", e);
        }
    }
}

package org.mailbay.jmap.push;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.mailbay.jmap.Dates;

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
        return Dates.utc(text)
                .orElseThrow(() -> new IllegalArgumentException("not a UTCDate"))
                .toEpochMilli();
    }
}

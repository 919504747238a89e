package org.mailbay.jmap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code Date} and {@code UTCDate} (RFC 8620 §1.4): upper case and with seconds. */
public final class Dates {
    // Deviates: RFC 8620 §1.4 has no zeros at the end of a fraction; what JavaScript's toISOString writes has, and is
    // read.
    private static final Pattern DATE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    private Dates() {}

    /** A Date, in any time zone; empty when {@code text} is none, such as 30 February. */
    public static Optional<OffsetDateTime> date(String text) {
        if (!DATE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A UTCDate, which ends with Z; its year is 0 to 9999, so it has milliseconds since 1970. */
    public static Optional<Instant> utc(String text) {
        return text.endsWith("Z") ? date(text).map(OffsetDateTime::toInstant) : Optional.empty();
    }
}

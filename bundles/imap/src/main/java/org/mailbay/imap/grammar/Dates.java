package org.mailbay.imap.grammar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Days and moments as IMAP writes them. */
final class Dates {
    private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";

    private Dates() {}

    /** A day: {@code 1-Feb-1994}. */
    static LocalDate date(byte[] text) throws Malformed {
        int day = text.length > 1 && text[1] == '-' ? 1 : 2;
        if (text.length != day + 9) {
            throw wrong();
        }
        return day(digits(text, 0, day), text, day);
    }

    /** A moment: {@code 17-Jul-1996 02:44:25 -0700}, a day below 10 after a space or 0. */
    static OffsetDateTime dateTime(byte[] text) throws Malformed {
        if (text.length != 26 || text[11] != ' ' || text[14] != ':' || text[17] != ':' || text[20] != ' ') {
            throw wrong();
        }
        int first = text[0] == ' ' ? 1 : 0;
        LocalDate day = day(digits(text, first, 2), text, 2);
        boolean west = text[21] == '-';
        if (!west && text[21] != '+') {
            throw wrong();
        }
        int hours = digits(text, 22, 24);
        int minutes = digits(text, 24, 26);
        if (minutes > 59) {
            throw wrong();
        }
        int second = Math.min(59, digits(text, 18, 20)); // a leap second is the one before it
        try {
            var zone = ZoneOffset.ofTotalSeconds((west ? -60 : 60) * (hours * 60 + minutes));
            return OffsetDateTime.of(day, LocalTime.of(digits(text, 12, 14), digits(text, 15, 17), second), zone);
        } catch (DateTimeException e) {
            throw wrong();
        }
    }

    /** From the hyphen before the month on. */
    private static LocalDate day(int day, byte[] text, int at) throws Malformed {
        if (text[at] != '-' || text[at + 4] != '-') {
            throw wrong();
        }
        int month = -1;
        for (int i = 0; i < MONTHS.length() && month < 0; i += 3) {
            if (Octets.upper(text[at + 1]) == MONTHS.charAt(i)
                    && Octets.upper(text[at + 2]) == MONTHS.charAt(i + 1)
                    && Octets.upper(text[at + 3]) == MONTHS.charAt(i + 2)) {
                month = i / 3 + 1;
            }
        }
        try {
            return LocalDate.of(digits(text, at + 5, at + 9), month, day);
        } catch (DateTimeException e) {
            throw wrong();
        }
    }

    private static int digits(byte[] text, int from, int to) throws Malformed {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (text[i] < '0' || text[i] > '9') {
                throw wrong();
            }
            number = number * 10 + text[i] - '0';
        }
        return number;
    }

    private static Malformed wrong() {
        return new Malformed("a date or time that is none");
    }
}

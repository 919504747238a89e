package org.mailbay.mime;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads dates: RFC 5322 §3.3 and the obsolete forms of §4.3. */
public final class MessageDate {

    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final int MOST_WORDS = 16;
    /** No word of a date is longer. */
    private static final int LONGEST_WORD = 64;

    private MessageDate() {}

    /** The moment with its zone; empty when it is no date. A zone that says nothing counts as UTC. */
    public static Optional<OffsetDateTime> parse(String value) {
        try {
            return parse(words(value));
        } catch (DateTimeException e) {
            return Optional.empty(); // 31 February and the like
        }
    }

    /** Splits at blanks and commas, and leaves comments out. */
    private static List<String> words(String value) {
        List<String> words = new ArrayList<>(8);
        StringBuilder word = new StringBuilder();
        int depth = 0;
        for (int i = 0; i <= value.length() && words.size() < MOST_WORDS; i++) {
            char c = i < value.length() ? value.charAt(i) : ' ';
            if (c == '(') {
                depth++;
            }
            if (depth == 0 && c > ' ' && c != ',') {
                if ((c == '+' || c == '-') && word.indexOf(":") > 0) {
                    words.add(word.toString()); // a zone glued to the time
                    word.setLength(0);
                }
                if (c == ':' && word.isEmpty() && !words.isEmpty()) {
                    word.append(words.removeLast()); // RFC 5322 §4.3: blanks and comments around the colons
                }
                if (word.length() == LONGEST_WORD) {
                    return List.of();
                }
                word.append(c);
            } else if (!word.isEmpty() && word.charAt(word.length() - 1) != ':') {
                words.add(word.toString());
                word.setLength(0);
            }
            if (c == ')' && depth > 0) {
                depth--;
            }
        }
        return words;
    }

    private static Optional<OffsetDateTime> parse(List<String> words) {
        int i = 0;
        if (i < words.size() && !isDigit(words.get(i).charAt(0))) {
            i++; // the day of the week, right or wrong
        }
        if (words.size() < i + 3) {
            return Optional.empty();
        }
        if (month(words.get(i)) > 0) {
            return asctime(words, i);
        }
        int day = number(words.get(i));
        int month = month(words.get(i + 1));
        int year = year(words.get(i + 2));
        return time(words, i + 3, year, month, day);
    }

    /** Not RFC 5322, but C's: {@code Sun Nov  6 08:49:37 1994}. */
    private static Optional<OffsetDateTime> asctime(List<String> words, int i) {
        if (words.size() < i + 4) {
            return Optional.empty();
        }
        int month = month(words.get(i));
        int day = number(words.get(i + 1));
        boolean yearLast = words.get(i + 2).indexOf(':') > 0;
        int last = words.size() - 1;
        if (!yearLast) {
            return time(words, i + 3, year(words.get(i + 2)), month, day);
        }
        // the zone may stand before the year
        String zone = last > i + 3 && number(words.get(last)) >= 1900 ? words.get(i + 3) : "";
        int year = zone.isEmpty() ? year(words.get(i + 3)) : year(words.get(last));
        return time(List.of(words.get(i + 2), zone.isEmpty() ? "UT" : zone), 0, year, month, day);
    }

    private static Optional<OffsetDateTime> time(List<String> words, int from, int year, int month, int day) {
        if (year < 0 || month < 1 || day < 1) {
            return Optional.empty();
        }
        int[] clock = new int[3];
        int next = from;
        if (next < words.size()
                && words.get(next).length() > 2
                && isDigit(words.get(next).charAt(0))) {
            String[] parts = words.get(next).split("[:.]", 4);
            for (int k = 0; k < Math.min(3, parts.length); k++) {
                clock[k] = number(parts[k]);
            }
            next++;
        }
        if (clock[0] < 0 || clock[1] < 0 || clock[2] < 0) {
            return Optional.empty();
        }
        int second = Math.min(clock[2], clock[2] == 60 ? 59 : 99); // RFC 5322 §3.3 allows leap seconds
        ZoneOffset zone = next < words.size() ? zone(words.get(next)) : ZoneOffset.UTC;
        return Optional.of(OffsetDateTime.of(year, month, day, clock[0], clock[1], second, 0, zone));
    }

    /** RFC 5322 §4.3: 00 to 49 mean 2000 to 2049, other short years count from 1900. */
    private static int year(String word) {
        int year = number(word);
        if (year < 0) {
            return -1;
        }
        return switch (word.length()) {
            case 1, 2 -> year < 50 ? 2000 + year : 1900 + year;
            case 3 -> 1900 + year;
            default -> year > 9_999 ? -1 : year; // RFC 3339 §1 has no more
        };
    }

    private static int month(String word) {
        if (word.length() < 3) {
            return 0;
        }
        int at = MONTHS.indexOf(word.substring(0, 3).toLowerCase(Locale.ROOT));
        return at < 0 || at % 3 != 0 ? 0 : at / 3 + 1;
    }

    private static ZoneOffset zone(String word) {
        if (word.startsWith("+") || word.startsWith("-")) {
            String digits = word.substring(1).replace(":", "");
            int n = number(digits);
            if (n < 0 || digits.length() != 4 || n / 100 > 18 || n % 100 > 59) {
                return ZoneOffset.UTC;
            }
            int minutes = n / 100 * 60 + n % 100;
            return minutes > 18 * 60
                    ? ZoneOffset.UTC
                    : ZoneOffset.ofTotalSeconds((word.charAt(0) == '-' ? -60 : 60) * minutes);
        }
        // RFC 5322 §4.3; military letters and unknown names say nothing certain: -0000
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "EDT" -> ZoneOffset.ofHours(-4);
            case "EST", "CDT" -> ZoneOffset.ofHours(-5);
            case "CST", "MDT" -> ZoneOffset.ofHours(-6);
            case "MST", "PDT" -> ZoneOffset.ofHours(-7);
            case "PST" -> ZoneOffset.ofHours(-8);
            default -> ZoneOffset.UTC;
        };
    }

    /** Digits as a number; −1 for anything else. */
    private static int number(String digits) {
        if (digits.isEmpty() || digits.length() > 6) {
            return -1;
        }
        int n = 0;
        for (int i = 0; i < digits.length(); i++) {
            if (!isDigit(digits.charAt(i))) {
                return -1;
            }
            n = n * 10 + digits.charAt(i) - '0';
        }
        return n;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}

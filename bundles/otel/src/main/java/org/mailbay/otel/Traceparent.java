package org.mailbay.otel;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose trace a request is a part of (W3C Trace Context §3.2.2).
 *
 * @param trace 32 hexadecimal digits
 * @param span 16 hexadecimal digits
 * @param isSampled whether the sender keeps its own spans
 */
record Traceparent(String trace, String span, boolean isSampled) {
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-[\\x21-\\x7e]{0,200})?");
    private static final int SAMPLED = 1;

    /** Empty when the field is none. */
    static Optional<Traceparent> parse(String field) {
        Matcher parts = FORM.matcher(field);
        if (field.length() > 300 || !parts.matches()) {
            return Optional.empty();
        }
        boolean isLonger = parts.group(5) != null;
        // §3.2.2.1: ff is no version; only later versions may have more
        if (parts.group(1).equals("ff") || isLonger && parts.group(1).equals("00")) {
            return Optional.empty();
        }
        String trace = parts.group(2);
        String span = parts.group(3);
        // §3.2.2.3, §3.2.2.4: all zero is no id
        if (trace.equals("0".repeat(32)) || span.equals("0".repeat(16))) {
            return Optional.empty();
        }
        return Optional.of(new Traceparent(trace, span, (Integer.parseInt(parts.group(4), 16) & SAMPLED) != 0));
    }
}

package org.mailbay.antispam.dnsbl;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What answers of a list count: {@code 127.0.0.2}, {@code 127.0.0.4-7}, each perhaps with points of its own: {@code 127.0.0.10-11=1.5}. */
final class Codes {
    private record Range(long from, long to, OptionalDouble points) {}

    private final List<Range> ranges = new ArrayList<>();
    private final double otherwise;

    /**
     * Reads codes.
     *
     * @param texts none: every answer counts
     * @param otherwise points of a code without points of its own
     * @throws IllegalArgumentException that names what is no code
     */
    Codes(String[] texts, double otherwise) {
        this.otherwise = otherwise;
        for (String text : texts) {
            int equals = text.indexOf('=');
            String codes = equals < 0 ? text : text.substring(0, equals);
            int dash = codes.indexOf('-');
            long from = number(InetAddress.ofLiteral(dash < 0 ? codes : codes.substring(0, dash)));
            long to = dash < 0 ? from : (from & ~0xffL) | Integer.parseInt(codes.substring(dash + 1));
            if (from >>> 24 != 127 || to < from || to > (from | 0xff)) {
                throw new IllegalArgumentException("\"" + text + "\" is no code of a list");
            }
            ranges.add(new Range(
                    from,
                    to,
                    equals < 0
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(Double.parseDouble(text.substring(equals + 1)))));
        }
    }

    private static long number(InetAddress address) {
        long number = 0;
        for (byte one : address.getAddress()) {
            number = number << 8 | one & 0xff;
        }
        return number;
    }

    /** The points of an answer; empty when it does not count. RFC 5782 §2.3: only 127.0.0.0/8 is an answer. */
    OptionalDouble points(InetAddress answer) {
        long number = number(answer);
        if (answer.getAddress().length != 4 || number >>> 24 != 127) {
            return OptionalDouble.empty();
        }
        if (ranges.isEmpty()) {
            return OptionalDouble.of(otherwise);
        }
        return ranges.stream()
                .filter(range -> range.from <= number && number <= range.to)
                .findFirst()
                .map(range -> OptionalDouble.of(range.points.orElse(otherwise)))
                .orElse(OptionalDouble.empty());
    }
}

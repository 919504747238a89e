package org.mailbay.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Wrong answers. */
final class DnsFaults {
    private static final int HUGE_RECORDS = 2_000;
    private static final int HUGE_BYTES = 60_000;
    private static final int HUGE_TTL = 300;

    private DnsFaults() {}

    /** Null for none; over TCP empty to close. */
    static byte @Nullable [] answer(
            DnsServer.Fault fault, DnsWire.Question question, boolean byTcp, Supplier<byte[]> right) {
        return switch (fault) {
            case SILENT -> null;
            case SERVFAIL -> DnsWire.write(question, DnsWire.SERVFAIL, List.of(), List.of());
            case LAME -> DnsWire.write(question, DnsWire.REFUSED, List.of(), List.of());
            case REFERRAL -> {
                DnsLine elsewhere = DnsLine.parse(question.name() + " NS ns.elsewhere.test");
                yield DnsWire.write(question, 0, List.of(), List.of(elsewhere));
            }
            case TRUNCATED, DRIP -> byTcp ? right.get() : truncated(question);
            case TRUNCATED_NO_TCP -> byTcp ? new byte[0] : truncated(question);
            case HUGE -> byTcp ? huge(question) : truncated(question);
            case WRONG_ID -> {
                byte[] answer = right.get();
                answer[1] ^= 0x55;
                yield answer;
            }
            case WRONG_QUESTION -> {
                byte[] answer = right.get();
                int letter = 13; // the first of the name, after the header and its length
                answer[letter] = (byte) (answer[letter] == 'x' ? 'y' : 'x');
                yield answer;
            }
            case GARBAGE -> {
                byte[] answer = new byte[300];
                Arrays.fill(answer, (byte) 0xC1);
                answer[0] = (byte) (question.id() >> 8);
                answer[1] = (byte) question.id();
                yield answer;
            }
            case CUT -> {
                byte[] answer = right.get();
                // Without the EDNS record at the end, and one byte of the last of the others.
                yield Arrays.copyOf(answer, answer.length - (question.extended() ? 11 : 0) - 1);
            }
            case CNAME_LOOP -> {
                DnsLine there = DnsLine.parse(question.name() + " CNAME loop." + question.name());
                DnsLine back = DnsLine.parse("loop." + question.name() + " CNAME " + question.name());
                yield DnsWire.write(question, DnsWire.AUTHORITATIVE, List.of(there, back), List.of());
            }
            case CNAME_CHAIN -> {
                DnsLine next = DnsLine.parse(question.name() + " CNAME " + following(question.name()));
                yield DnsWire.write(question, DnsWire.AUTHORITATIVE, List.of(next), List.of());
            }
            case CLAIMS_PROOF -> {
                byte[] answer = right.get();
                answer[3] |= 0x20; // RFC 4035 §3.2.3
                yield answer;
            }
            case POISONED -> poisoned(question, right.get());
        };
    }

    /** Nothing, but that there is more (RFC 2181 §9). */
    static byte[] truncated(DnsWire.Question question) {
        return DnsWire.write(question, DnsWire.AUTHORITATIVE | DnsWire.TRUNCATED, List.of(), List.of());
    }

    private static byte[] huge(DnsWire.Question question) {
        List<DnsLine> lines = IntStream.range(
                        0,
                        Math.min(
                                HUGE_RECORDS, HUGE_BYTES / (40 + question.name().length())))
                .mapToObj(i -> new DnsLine(question.name(), question.type(), HUGE_TTL, data(question.type(), i)))
                .toList();
        return DnsWire.write(question, DnsWire.AUTHORITATIVE, lines, List.of());
    }

    /** Valid and not the same twice, for the types that mail asks for. */
    private static byte[] data(int type, int i) {
        String text = HexFormat.of().toHexDigits(i);
        String data = switch (type) {
            case 1 -> "10.0." + i / 256 + "." + i % 256;
            case 28 -> "fd00::" + Integer.toHexString(i);
            case 15 -> i + " m" + text + ".test";
            case 52 -> "3 1 1 " + text;
            case 257 -> "0 issue " + text;
            case 2, 5, 12 -> "m" + text + ".test";
            default -> "\\# 9 08" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
        };
        return DnsLine.parse("huge.test TYPE" + type + " " + data).data();
    }

    /** {@code c7.one.test} after {@code c6.one.test}. */
    private static String following(String name) {
        int dot = name.indexOf('.');
        String label = name.substring(0, dot);
        return label.matches("c[0-9]{1,9}")
                ? "c" + (Integer.parseInt(label.substring(1)) + 1) + name.substring(dot)
                : "c1." + name;
    }

    private static byte[] poisoned(DnsWire.Question question, byte[] right) {
        byte[] poison = DnsWire.write(
                question, DnsWire.AUTHORITATIVE, List.of(DnsLine.parse("bank.test. 3600 A 6.6.6.6")), List.of());
        int record = 12 + question.question().length;
        int end = poison.length - (question.extended() ? 11 : 0);
        byte[] both = new byte[right.length + end - record];
        System.arraycopy(right, 0, both, 0, record);
        System.arraycopy(poison, record, both, record, end - record);
        System.arraycopy(right, record, both, end, right.length - record);
        both[7]++; // one record more in the answer
        return both;
    }
}

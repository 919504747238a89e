package org.mailbay.testkit;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A record of a zone, as one line of a master file says it (RFC 1035 §5.1, unknown types as RFC 3597 §5).
 *
 * @param owner lower case, with final dot
 * @param type its number
 * @param ttl seconds
 * @param data as it is on the wire, names uncompressed
 */
record DnsLine(String owner, int type, int ttl, byte[] data) {
    static final int NS = 2;
    static final int CNAME = 5;
    static final int SOA = 6;
    static final int RRSIG = 46;
    static final int NSEC = 47;

    private static final Map<String, Integer> TYPES = Map.ofEntries(
            Map.entry("A", 1),
            Map.entry("NS", NS),
            Map.entry("CNAME", CNAME),
            Map.entry("SOA", SOA),
            Map.entry("PTR", 12),
            Map.entry("MX", 15),
            Map.entry("TXT", 16),
            Map.entry("AAAA", 28),
            Map.entry("DS", 43),
            Map.entry("RRSIG", RRSIG),
            Map.entry("NSEC", NSEC),
            Map.entry("DNSKEY", 48),
            Map.entry("NSEC3", 50),
            Map.entry("TLSA", 52),
            Map.entry("SPF", 99),
            Map.entry("CAA", 257));
    private static final int DEFAULT_TTL = 300;

    /** Reads {@code one.test. [ttl] [IN] MX 10 mx.one.test.}; final dots may be missing. */
    static DnsLine parse(String line) {
        List<String> words = words(line);
        int at = 1;
        int ttl = DEFAULT_TTL;
        if (words.get(at).matches("[0-9]+")) {
            ttl = Integer.parseInt(words.get(at++));
        }
        if (words.get(at).equalsIgnoreCase("IN")) {
            at++;
        }
        int type = type(words.get(at++));
        return new DnsLine(
                DnsWire.absolute(words.getFirst()), type, ttl, data(type, words.subList(at, words.size()), line));
    }

    /** The number of a type by its name or as {@code TYPE65}. */
    static int type(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        Integer known = TYPES.get(upper);
        if (known != null) {
            return known;
        }
        if (upper.matches("TYPE[0-9]{1,5}")) {
            return Integer.parseInt(upper.substring(4));
        }
        throw new IllegalArgumentException("no type of record: " + name);
    }

    /** The type that a signature signs (RFC 4034 §3.1.1). */
    int covered() {
        return ByteBuffer.wrap(data).getShort() & 0xFFFF;
    }

    private static byte[] data(int type, List<String> words, String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (words.size() >= 2 && words.getFirst().equals("\\#")) { // RFC 3597 §5
            return HexFormat.of().parseHex(String.join("", words.subList(2, words.size())));
        }
        switch (type) {
            case 1, 28 -> out.writeBytes(address(words.getFirst()));
            case NS, CNAME, 12 -> out.writeBytes(DnsWire.name(words.getFirst()));
            case 15 -> {
                number(out, words.getFirst(), 2);
                out.writeBytes(DnsWire.name(words.get(1)));
            }
            case SOA -> {
                out.writeBytes(DnsWire.name(words.getFirst()));
                out.writeBytes(DnsWire.name(words.get(1)));
                words.subList(2, 7).forEach(n -> number(out, n, 4));
            }
            case 16, 99 -> words.forEach(w -> text(out, w));
            case 52 -> {
                words.subList(0, 3).forEach(n -> number(out, n, 1));
                out.writeBytes(HexFormat.of().parseHex(String.join("", words.subList(3, words.size()))));
            }
            case 257 -> {
                number(out, words.getFirst(), 1);
                text(out, words.get(1));
                out.writeBytes(words.get(2).getBytes(StandardCharsets.ISO_8859_1));
            }
            default -> throw new IllegalArgumentException("say the data as \\# length hex: " + line);
        }
        return out.toByteArray();
    }

    private static byte[] address(String literal) {
        try {
            return InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no address: " + literal, e);
        }
    }

    private static void number(ByteArrayOutputStream out, String decimal, int bytes) {
        long value = Long.parseLong(decimal);
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >> shift));
        }
    }

    /** A character string; one that is longer than 255 octets becomes several. */
    private static void text(ByteArrayOutputStream out, String word) {
        byte[] octets = word.getBytes(StandardCharsets.ISO_8859_1);
        int at = 0;
        do {
            int length = Math.min(255, octets.length - at);
            out.write(length);
            out.writeBytes(Arrays.copyOfRange(octets, at, at + length));
            at += length;
        } while (at < octets.length);
    }

    /** Words, or texts in quotes; backslash as RFC 1035 §5.1. The octets of UTF-8, one char each. */
    private static List<String> words(String line) {
        String octets = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < octets.length(); i++) {
            char c = octets.charAt(i);
            if (c == '\\' && quoted && i + 1 < octets.length()) {
                if (octets.substring(i + 1).matches("(?s)[0-9]{3}.*")) {
                    word.append((char) Integer.parseInt(octets.substring(i + 1, i + 4)));
                    i += 3;
                } else {
                    word.append(octets.charAt(++i));
                }
            } else if (c == '"') {
                quoted = !quoted;
                begun = true;
            } else if (!quoted && (c == ' ' || c == '\t')) {
                if (begun) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        if (quoted || words.size() < 3) {
            throw new IllegalArgumentException("no record: " + line);
        }
        return words;
    }
}

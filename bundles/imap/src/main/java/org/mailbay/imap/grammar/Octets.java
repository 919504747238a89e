package org.mailbay.imap.grammar;

import java.nio.charset.StandardCharsets;

/** The classes of octets that the grammar knows. */
final class Octets {
    /** What atoms consist of. RFC 9051 §9: ATOM-CHAR */
    static final int ATOM = 1;
    /** RFC 9051 §9: ASTRING-CHAR */
    static final int ASTRING = 2;
    /** RFC 9051 §9: list-char */
    static final int LIST = 4;
    /** RFC 9051 §9: tag */
    static final int TAG = 8;
    /** What the words of the grammar consist of: atoms without what a section begins with. */
    static final int WORD = 16;
    /** RFC 9051 §9: sequence-set */
    static final int SET = 32;

    private static final byte[] CLASSES = classes();

    private Octets() {}

    static boolean is(byte octet, int octets) {
        return octet > 0 && (CLASSES[octet] & octets) != 0;
    }

    static byte upper(byte octet) {
        return octet >= 'a' && octet <= 'z' ? (byte) (octet - 32) : octet;
    }

    /** Text that is UTF-8, strictly, and holds no NUL. */
    static String utf8(byte[] bytes) throws Malformed {
        for (byte b : bytes) {
            if (b == 0) {
                throw new Malformed("a string with NUL");
            }
        }
        if (!isUtf8(bytes, 0, bytes.length)) {
            throw new Malformed("a string that is not UTF-8");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether octets are UTF-8, strictly: neither surrogates nor longer forms than need be (RFC 3629 §4). */
    static boolean isUtf8(byte[] bytes, int from, int length) {
        int end = from + length;
        for (int i = from; i < end; i++) {
            int lead = bytes[i] & 0xff;
            if (lead < 0x80) {
                continue;
            }
            int more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
            if (lead < 0xc2 || lead > 0xf4 || i + more >= end) {
                return false;
            }
            int second = bytes[i + 1] & 0xff;
            int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
            int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
            if (second < least || second > most) {
                return false;
            }
            for (int at = i + 2; at <= i + more; at++) {
                if ((bytes[at] & 0xc0) != 0x80) {
                    return false;
                }
            }
            i += more;
        }
        return true;
    }

    private static byte[] classes() {
        byte[] classes = new byte[128];
        for (int c = 0x21; c < 0x7f; c++) {
            boolean wildcard = c == '%' || c == '*';
            if ("(){\"\\".indexOf(c) >= 0) {
                continue;
            }
            int of = LIST;
            if (!wildcard) {
                of |= ASTRING;
                of |= c == '+' ? 0 : TAG;
                of |= c == ']' ? 0 : ATOM;
                of |= c == ']' || c == '[' || c == '<' ? 0 : WORD;
            }
            if (c >= '0' && c <= '9' || ":,*$".indexOf(c) >= 0) {
                of |= SET;
            }
            classes[c] = (byte) of;
        }
        return classes;
    }
}

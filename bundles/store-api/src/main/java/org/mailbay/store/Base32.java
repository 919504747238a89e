package org.mailbay.store;

/** Numbers as short, case-insensitive, URL-safe text: RFC 4648 §7 alphabet in lower case, no padding, no leading zeros. */
final class Base32 {
    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuv";

    private Base32() {}

    static String of(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("negative number " + number);
        }
        char[] text = new char[13];
        int at = text.length;
        long rest = number;
        do {
            text[--at] = ALPHABET.charAt((int) (rest & 31));
            rest >>>= 5;
        } while (rest != 0);
        return new String(text, at, text.length - at);
    }

    /** The number, or -1 when {@code text} is not exactly what {@link #of} writes. */
    static long parse(CharSequence text) {
        int length = text.length();
        if (length == 0 || length > 13 || (length > 1 && text.charAt(0) == '0')) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < length; i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0 || number > Long.MAX_VALUE >>> 5) {
                return -1;
            }
            number = number << 5 | digit;
        }
        return number;
    }
}

package org.mailbay.mime;

import java.util.Optional;

/** Punycode: RFC 3492 with the parameters of its §5. */
final class Punycode {

    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST = 128;
    /** A DNS label has 63 bytes; nothing longer is worth the quadratic work. */
    private static final int LONGEST = 63;

    private Punycode() {}

    /** The ASCII form without its prefix; empty when it would be longer than a label may be. */
    static Optional<String> encode(String label) {
        int[] in = label.codePoints().toArray();
        if (in.length > LONGEST) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder();
        for (int c : in) {
            if (c < FIRST) {
                out.append((char) c);
            }
        }
        int basic = out.length();
        int handled = basic;
        if (basic > 0) {
            out.append('-');
        }
        int n = FIRST;
        int delta = 0;
        int bias = FIRST_BIAS;
        while (handled < in.length) {
            int next = Integer.MAX_VALUE;
            for (int c : in) {
                if (c >= n && c < next) {
                    next = c;
                }
            }
            delta += (next - n) * (handled + 1); // at most 0x10FFFF × 64: no overflow
            n = next;
            for (int c : in) {
                if (c < n) {
                    delta++;
                } else if (c == n) {
                    digits(delta, bias, out);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return Optional.of(out.toString());
    }

    private static void digits(int delta, int bias, StringBuilder out) {
        int q = delta;
        for (int k = BASE; ; k += BASE) {
            int t = threshold(k, bias);
            if (q < t) {
                break;
            }
            out.append(digit(t + (q - t) % (BASE - t)));
            q = (q - t) / (BASE - t);
        }
        out.append(digit(q));
    }

    /** The label of an ASCII form without its prefix; empty when it is none. */
    static Optional<String> decode(String ascii) {
        if (ascii.length() > LONGEST) {
            return Optional.empty();
        }
        int dash = ascii.lastIndexOf('-');
        StringBuilder out = new StringBuilder(dash < 0 ? "" : ascii.substring(0, dash));
        int length = out.length();
        long n = FIRST;
        long i = 0;
        int bias = FIRST_BIAS;
        int at = dash < 0 ? 0 : dash + 1;
        while (at < ascii.length()) {
            long old = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = at < ascii.length() ? value(ascii.charAt(at++)) : -1;
                if (digit < 0) {
                    return Optional.empty();
                }
                i += digit * weight;
                int t = threshold(k, bias);
                if (digit < t) {
                    break;
                }
                weight *= BASE - t;
                if (weight > Integer.MAX_VALUE || i > Integer.MAX_VALUE) {
                    return Optional.empty();
                }
            }
            length++;
            bias = adapt((int) Math.min(i - old, Integer.MAX_VALUE), length, old == 0);
            n += i / length;
            i %= length;
            if (n > Character.MAX_CODE_POINT || n >= Character.MIN_SURROGATE && n <= Character.MAX_SURROGATE) {
                return Optional.empty();
            }
            out.insert(out.offsetByCodePoints(0, (int) i), Character.toChars((int) n));
            i++;
        }
        return Optional.of(out.toString());
    }

    private static int threshold(int k, int bias) {
        return Math.clamp(k - bias, T_MIN, T_MAX);
    }

    private static int adapt(int delta, int points, boolean first) {
        int d = first ? delta / DAMP : delta / 2;
        d += d / points;
        int k = 0;
        while (d > (BASE - T_MIN) * T_MAX / 2) {
            d /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * d / (d + SKEW);
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int value(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        return c >= '0' && c <= '9' ? c - '0' + 26 : -1;
    }
}

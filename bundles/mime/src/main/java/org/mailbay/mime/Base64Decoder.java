package org.mailbay.mime;

import java.util.Arrays;

/** Base64 (RFC 2045 §6.8): foreign characters are skipped, padding may be missing, padded pieces may follow each other. */
final class Base64Decoder extends TransferDecoder {

    private static final byte BLANK = -1;
    private static final byte FOREIGN = -2;
    private static final byte PAD = -3;
    private static final byte[] VALUE = table();

    private int bits;
    private int held;
    private boolean padded;

    private static byte[] table() {
        byte[] t = new byte[256];
        Arrays.fill(t, FOREIGN);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            t[alphabet.charAt(i)] = (byte) i;
        }
        t['\r'] = BLANK;
        t['\n'] = BLANK;
        t[' '] = BLANK;
        t['\t'] = BLANK;
        t['='] = PAD;
        return t;
    }

    @Override
    int decode(byte[] in, int offset, int length, byte[] out, int at) {
        int o = at;
        int i = offset;
        int end = offset + length;
        while (i < end) {
            if (held == 0 && !padded && i + 4 <= end) {
                int word = VALUE[in[i] & 0xFF] << 18
                        | VALUE[in[i + 1] & 0xFF] << 12
                        | VALUE[in[i + 2] & 0xFF] << 6
                        | VALUE[in[i + 3] & 0xFF];
                if (word >= 0) {
                    out[o] = (byte) (word >> 16);
                    out[o + 1] = (byte) (word >> 8);
                    out[o + 2] = (byte) word;
                    o += 3;
                    i += 4;
                    continue;
                }
            }
            int v = VALUE[in[i++] & 0xFF];
            if (v >= 0) {
                if (padded) {
                    problem(); // data after the end: another encoded piece was appended
                    padded = false;
                }
                bits = bits << 6 | v;
                if (++held == 4) {
                    out[o++] = (byte) (bits >> 16);
                    out[o++] = (byte) (bits >> 8);
                    out[o++] = (byte) bits;
                    held = 0;
                    bits = 0;
                }
            } else if (v == PAD) {
                padded = true;
                o = flush(out, o);
            } else if (v == FOREIGN) {
                problem();
            }
        }
        return o - at;
    }

    @Override
    int finish(byte[] out, int at) {
        if (held > 0) {
            problem();
        }
        return flush(out, at) - at;
    }

    private int flush(byte[] out, int at) {
        int o = at;
        switch (held) {
            case 1 -> problem();
            case 2 -> out[o++] = (byte) (bits >> 4);
            case 3 -> {
                out[o++] = (byte) (bits >> 10);
                out[o++] = (byte) (bits >> 2);
            }
            default -> {}
        }
        held = 0;
        bits = 0;
        return o;
    }
}

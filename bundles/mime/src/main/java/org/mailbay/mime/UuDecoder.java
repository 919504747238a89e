package org.mailbay.mime;

/** Uuencode as Unix wrote it: lines between {@code begin mode name} and {@code end}; the rest is passed over. */
final class UuDecoder extends TransferDecoder {

    /** A full line has 61 characters; a begin line may have a name of this length. */
    private static final int LONGEST_LINE = 512;

    private enum State {
        BEFORE,
        INSIDE,
        AFTER
    }

    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    private State state = State.BEFORE;

    @Override
    int decode(byte[] in, int offset, int count, byte[] out, int at) {
        int o = at;
        for (int i = offset; i < offset + count; i++) {
            byte b = in[i];
            if (b == '\n') {
                o = line(out, o);
            } else if (length < LONGEST_LINE) {
                line[length++] = b;
            }
        }
        return o - at;
    }

    @Override
    int finish(byte[] out, int at) {
        int o = line(out, at);
        if (state != State.AFTER) {
            problem();
        }
        return o - at;
    }

    private int line(byte[] out, int at) {
        int o = at;
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        switch (state) {
            case BEFORE -> {
                if (startsWith("begin ")) {
                    state = State.INSIDE;
                }
            }
            case INSIDE -> {
                if (length == 3 && startsWith("end")) {
                    state = State.AFTER;
                } else if (length > 0) {
                    o = data(out, o);
                }
            }
            case AFTER -> {}
        }
        length = 0;
        return o;
    }

    private int data(byte[] out, int at) {
        int announced = value(0);
        int bytes = Math.min(announced, (length - 1) * 3 / 4); // a short line must not make much out of nothing
        if (bytes < announced) {
            problem();
        }
        int o = at;
        int groups = (bytes + 2) / 3;
        for (int g = 0; g < groups; g++) {
            int i = 1 + g * 4;
            int word = value(i) << 18 | value(i + 1) << 12 | value(i + 2) << 6 | value(i + 3);
            for (int k = 0; k < 3 && g * 3 + k < bytes; k++) {
                out[o++] = (byte) (word >> 16 - 8 * k);
            }
        }
        return o;
    }

    private int value(int i) {
        return i < length ? line[i] - ' ' & 0x3F : 0;
    }

    private boolean startsWith(String s) {
        if (length < s.length()) {
            return false;
        }
        for (int i = 0; i < s.length(); i++) {
            if (line[i] != s.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

package org.mailbay.mime;

/** Quoted-printable (RFC 2045 §6.7): broken escapes stay as they are, trailing blanks of a line go. */
final class QuotedPrintableDecoder extends TransferDecoder {

    /** More blanks in a row than this are kept, wherever they stand; an honest line has 76. */
    private static final int LONGEST_BLANK = 1_000;

    private enum State {
        TEXT,
        ESCAPE,
        ESCAPE_HEX,
        ESCAPE_BLANK,
        ESCAPE_CR
    }

    private final byte[] blanks = new byte[LONGEST_BLANK];
    private int blank;
    private State state = State.TEXT;
    private byte hex;

    @Override
    int decode(byte[] in, int offset, int length, byte[] out, int at) {
        int o = at;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte b = in[i];
            o = switch (state) {
                case TEXT -> text(b, out, o);
                case ESCAPE -> escape(b, out, o);
                case ESCAPE_HEX -> escapeHex(b, out, o);
                case ESCAPE_BLANK -> escapeBlank(b, out, o);
                case ESCAPE_CR -> escapeCr(b, out, o);
            };
        }
        return o - at;
    }

    private int text(byte b, byte[] out, int at) {
        int o = at;
        if (b > ' ' && b != '=') {
            if (blank > 0) {
                o = keepBlanks(out, o);
            }
            out[o++] = b;
            return o;
        }
        switch (b) {
            case '=' -> {
                o = keepBlanks(out, o);
                state = State.ESCAPE;
            }
            case ' ', '\t' -> {
                if (blank == LONGEST_BLANK) {
                    o = keepBlanks(out, o);
                }
                blanks[blank++] = b;
            }
            case '\n' -> {
                // RFC 2045 §6.7 rule 3: blanks at the end of a line were added on the way
                boolean cr = blank > 0 && blanks[blank - 1] == '\r';
                blank = 0;
                if (cr) {
                    out[o++] = '\r';
                }
                out[o++] = b;
            }
            case '\r' -> {
                if (blank == LONGEST_BLANK) {
                    o = keepBlanks(out, o);
                }
                blanks[blank++] = b; // held back: the LF that follows decides about the blanks before it
            }
            default -> {
                o = keepBlanks(out, o);
                out[o++] = b;
            }
        }
        return o;
    }

    private int escape(byte b, byte[] out, int at) {
        int o = at;
        switch (b) {
            case '\n' -> state = State.TEXT;
            case '\r' -> state = State.ESCAPE_CR;
            case ' ', '\t' -> {
                state = State.ESCAPE_BLANK;
                blanks[blank++] = b;
            }
            default -> {
                if (Character.digit(b, 16) >= 0) {
                    hex = b;
                    state = State.ESCAPE_HEX;
                } else {
                    o = literal(out, o);
                    o = text(b, out, o);
                }
            }
        }
        return o;
    }

    private int escapeHex(byte b, byte[] out, int at) {
        int o = at;
        int low = Character.digit(b, 16);
        if (low >= 0) {
            out[o++] = (byte) (Character.digit(hex, 16) << 4 | low);
            state = State.TEXT;
            return o;
        }
        o = literal(out, o);
        out[o++] = hex;
        return text(b, out, o);
    }

    /** A soft line break may have got blanks behind it on the way. */
    private int escapeBlank(byte b, byte[] out, int at) {
        int o = at;
        switch (b) {
            case '\n' -> {
                blank = 0;
                state = State.TEXT;
            }
            case '\r' -> state = State.ESCAPE_CR;
            case ' ', '\t' -> {
                if (blank < LONGEST_BLANK) {
                    blanks[blank++] = b;
                } else {
                    o = literal(out, o);
                    o = text(b, out, o);
                }
            }
            default -> {
                o = literal(out, o);
                o = text(b, out, o);
            }
        }
        return o;
    }

    private int escapeCr(byte b, byte[] out, int at) {
        int o = at;
        if (b == '\n') {
            blank = 0;
            state = State.TEXT;
            return o;
        }
        o = literal(out, o);
        o = keepBlanks(out, o);
        out[o++] = '\r';
        return text(b, out, o);
    }

    /** The equals sign was no escape. */
    private int literal(byte[] out, int at) {
        problem();
        out[at] = '=';
        state = State.TEXT;
        return at + 1;
    }

    private int keepBlanks(byte[] out, int at) {
        System.arraycopy(blanks, 0, out, at, blank);
        int o = at + blank;
        blank = 0;
        return o;
    }

    @Override
    int finish(byte[] out, int at) {
        int o = at;
        switch (state) {
            case TEXT -> o = trailing(out, o);
            case ESCAPE, ESCAPE_BLANK, ESCAPE_CR -> blank = 0; // a soft break at the very end
            case ESCAPE_HEX -> {
                o = literal(out, o);
                out[o++] = hex;
            }
        }
        state = State.TEXT;
        return o - at;
    }

    private int trailing(byte[] out, int at) {
        int o = at;
        boolean cr = blank > 0 && blanks[blank - 1] == '\r';
        blank = 0;
        if (cr) {
            out[o++] = '\r';
        }
        return o;
    }
}

package org.mailbay.smtp.content;

import java.util.Arrays;

/**
 * Collects the header of a message while it arrives: everything up to and with the first empty line.
 *
 * <p>What has no empty line, but lines that are no fields, is a body without a header rather than a header bomb: it is let through as long
 * as no more fields come.
 */
public final class HeaderBlock {
    private final int most;
    private byte[] bytes = new byte[2_048];
    private int length;
    private int lines;
    private Line line = Line.START;
    private boolean inField;
    private boolean complete;
    private boolean endless;
    private boolean tooBig;

    private enum Line {
        START,
        CR,
        NAME,
        BLANK_AFTER_NAME,
        FIELD,
        OTHER
    }

    /** @param most bytes that are kept */
    public HeaderBlock(int most) {
        this.most = most;
    }

    /** Takes bytes; how many of them are header. */
    public int accept(byte[] in, int offset, int count) {
        int at = 0;
        int room = Math.min(count, most - length);
        while (at < room && !complete && !tooBig) {
            look(in[offset + at++]);
        }
        append(in, offset, at);
        if (length == most && !complete) {
            tooBig |= inField;
            endless = !tooBig;
            complete = true;
        }
        return at;
    }

    /** Looks at what follows a header that never ended. */
    public void watch(byte[] in, int offset, int count) {
        for (int i = offset; i < offset + count && endless; i++) {
            complete = false;
            look(in[i]);
            endless = !complete;
            complete = true;
            tooBig |= inField;
        }
    }

    private void append(byte[] in, int offset, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(most, Math.max(2 * bytes.length, length + count)));
        }
        System.arraycopy(in, offset, bytes, length, count);
        length += count;
    }

    private void look(byte b) {
        if (b == '\n') {
            complete = line == Line.START || line == Line.CR;
            inField &= line != Line.NAME && line != Line.BLANK_AFTER_NAME;
            line = Line.START;
            return;
        }
        line = switch (line) {
            case START -> b == '\r' ? Line.CR : b == ' ' || b == '\t' ? more() : isNamed(b) ? Line.NAME : other();
            case NAME ->
                b == ':' ? field() : b == ' ' || b == '\t' ? Line.BLANK_AFTER_NAME : isNamed(b) ? line : other();
            case BLANK_AFTER_NAME -> b == ':' ? field() : b == ' ' || b == '\t' ? line : other();
            case CR -> other();
            case FIELD, OTHER -> line;
        };
    }

    /** RFC 5322 §2.2 */
    private static boolean isNamed(byte b) {
        return b > ' ' && b < 0x7f && b != ':';
    }

    private Line field() {
        inField = true;
        return more();
    }

    private Line more() {
        if (inField) {
            tooBig |= ++lines > MessageHeader.MAX_LINES;
        }
        return Line.FIELD;
    }

    private Line other() {
        inField = false;
        return Line.OTHER;
    }

    /** Whether all of it is there. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether it never ended, so that what follows is to be watched. */
    public boolean isEndless() {
        return endless;
    }

    /** Whether it has more than a header may have. */
    public boolean isTooBig() {
        return tooBig;
    }

    public MessageHeader header() {
        return MessageHeader.of(Arrays.copyOf(bytes, length));
    }
}

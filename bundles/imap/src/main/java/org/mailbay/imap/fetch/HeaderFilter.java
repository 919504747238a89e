package org.mailbay.imap.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A header with only some of its fields: RFC 9051 §6.4.5.1, HEADER.FIELDS and HEADER.FIELDS.NOT.
 *
 * <p>The empty line is always kept. What is no field is none of those that are named. Memory is bounded by the longest name.
 */
public final class HeaderFilter extends InputStream {
    /** A longer name is nobody's. */
    private static final int LONGEST_NAME = 1_000;

    private static final int PIECE = 8 * 1024;

    private final InputStream header;
    private final byte[] in = new byte[PIECE];
    private final Bytes kept = new Bytes();
    private int given;
    private boolean ended;

    private final Set<String> names;
    private final boolean named;
    private final Bytes line = new Bytes();
    private boolean deciding = true;
    private boolean keeping;

    /**
     * Reads a header to its end; closing this closes it.
     *
     * @param names in capitals
     * @param named whether those that are named are kept, or the others
     */
    public HeaderFilter(InputStream header, Set<String> names, boolean named) {
        this.header = header;
        this.names = names;
        this.named = named;
        this.keeping = !named;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        while (given == kept.length()) {
            if (length == 0) {
                return 0;
            }
            if (ended) {
                return -1;
            }
            fill();
        }
        int n = Math.min(length, kept.length() - given);
        System.arraycopy(kept.array(), given, to, offset, n);
        given += n;
        return n;
    }

    private void fill() throws IOException {
        kept.clear();
        given = 0;
        int n = header.read(in, 0, in.length);
        if (n >= 0) {
            accept(n);
        } else {
            ended = true;
            if (deciding && line.length() > 0) {
                keep(!named);
            }
        }
    }

    @Override
    public void close() throws IOException {
        header.close();
    }

    private void accept(int to) {
        int at = 0;
        while (at < to) {
            if (deciding) {
                decide(in[at++]);
                continue;
            }
            int end = at;
            while (end < to && in[end] != '\n') {
                end++;
            }
            deciding = end < to;
            int next = deciding ? end + 1 : end;
            if (keeping) {
                kept.add(in, at, next - at);
            }
            at = next;
        }
    }

    /** The start of a line goes on; whether the line is kept is known at the colon. */
    private void decide(byte b) {
        line.add(b);
        int length = line.length();
        byte first = line.array()[0];
        if (length == 1 && (b == ' ' || b == '\t')) {
            keep(keeping); // goes on with the field before
        } else if (b == '\n') {
            boolean empty = length == 1 || length == 2 && first == '\r';
            keep(empty || !named);
            deciding = true;
        } else if (b == ':') {
            keep(names.contains(name(length - 1)) == named);
        } else if (length > LONGEST_NAME) {
            keep(!named);
        }
    }

    private String name(int length) {
        int end = length;
        while (end > 0 && (line.array()[end - 1] == ' ' || line.array()[end - 1] == '\t')) {
            end--;
        }
        return new String(line.array(), 0, end, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }

    private void keep(boolean keepIt) {
        if (keepIt) {
            kept.add(line.array(), 0, line.length());
        }
        line.clear();
        keeping = keepIt;
        deciding = false;
    }
}

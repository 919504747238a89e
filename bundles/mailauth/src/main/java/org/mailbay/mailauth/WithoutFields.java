package org.mailbay.mailauth;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.mailbay.mime.Content;

/** A message without some of its header fields, such as forged ones; nothing is copied. */
public final class WithoutFields implements Content {
    private final Content content;

    /** Offsets of what stays, start and end in turn. */
    private final List<long[]> kept = new ArrayList<>();

    private final long size;

    private WithoutFields(Content content, List<RawField> removed) {
        this.content = content;
        long at = 0;
        long kepts = 0;
        for (RawField field : removed) {
            if (field.offset() > at) {
                kept.add(new long[] {at, field.offset()});
                kepts += field.offset() - at;
            }
            at = field.offset() + field.length();
        }
        kept.add(new long[] {at, content.size()});
        size = kepts + content.size() - at;
    }

    /** The message without those fields; the message itself when there are none. */
    public static Content of(Content content, RawHeader header, Predicate<RawField> isRemoved) {
        List<RawField> removed = header.fields().stream().filter(isRemoved).toList();
        return removed.isEmpty() ? content : new WithoutFields(content, removed);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        return new Stream(content.open());
    }

    private final class Stream extends InputStream {
        private final InputStream in;
        private long at;
        private int piece;

        Stream(InputStream in) {
            this.in = in;
        }

        /** How many bytes may be read from here on in one go; 0 at the end. */
        private long ready() throws IOException {
            while (piece < kept.size()) {
                long[] range = kept.get(piece);
                if (at < range[0]) {
                    in.skipNBytes(range[0] - at);
                    at = range[0];
                }
                if (at < range[1]) {
                    return range[1] - at;
                }
                piece++;
            }
            return 0;
        }

        @Override
        public int read() throws IOException {
            int b = ready() == 0 ? -1 : in.read();
            at += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            long ready = ready();
            int n = ready == 0 ? -1 : in.read(bytes, offset, (int) Math.min(length, ready));
            at += Math.max(0, n);
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

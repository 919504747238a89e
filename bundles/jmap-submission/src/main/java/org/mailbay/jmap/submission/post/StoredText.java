package org.mailbay.jmap.submission.post;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.mailbay.mime.LineEnds;
import org.mailbay.store.Account;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;

/**
 * A stored message as it is sent: traced, without what only the sender may see, with what RFC 6409 lets a server add.
 *
 * @param headerSize bytes before the body, the empty line included
 * @param added fields in front, each with CRLF
 * @param missing fields to add when there are none of their names, each {@code Name: value} with CRLF
 */
record StoredText(Account account, BlobRef blob, long headerSize, String added, Set<String> missing)
        implements Letter.Text {
    /** A longer header is not sent. */
    static final long LONGEST_HEADER = 1 << 20;

    // RFC 8621 §7.5, RFC 5322 §3.6.3; RFC 5321 §4.4: whoever delivers says the path
    private static final Set<String> REMOVED = Set.of("bcc", "resent-bcc", "return-path");

    private static final int BUFFER = 16_384;
    private static final byte[] LINE_END = {'\r', '\n'};

    @Override
    public long size() {
        return blob.size() + added.length();
    }

    @Override
    public void writeTo(Letter.Sink out) throws IOException {
        try (BlobInput input = account.blobs()
                .open(blob, 0, Long.MAX_VALUE)
                .orElseThrow(() -> new IOException("the blob of a message to be sent is missing"))) {
            InputStream in = input.content();
            byte[] header = header(in.readNBytes((int) Math.min(headerSize, LONGEST_HEADER)));
            out.write(header, 0, header.length);
            LineEnds body = new LineEnds();
            byte[] buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                byte[] lines = body.of(buffer, read);
                out.write(lines, 0, lines.length);
            }
            byte[] end = body.end();
            out.write(end, 0, end.length);
        }
    }

    private byte[] header(byte[] stored) {
        LineEnds ends = new LineEnds(); // RFC 5321 §2.3.8
        ByteArrayOutputStream whole = new ByteArrayOutputStream(stored.length + 64);
        whole.writeBytes(ends.of(stored, stored.length));
        whole.writeBytes(ends.end());
        byte[] lines = whole.toByteArray();
        ByteArrayOutputStream kept = new ByteArrayOutputStream(lines.length + 256);
        Set<String> names = new HashSet<>();
        boolean isKept = true;
        boolean hasEnd = false;
        for (int at = 0; at < lines.length; ) {
            int end = at;
            while (end < lines.length && lines[end] != '\n') {
                end++;
            }
            end = Math.min(lines.length, end + 1);
            if (lines[at] == '\r') {
                hasEnd = true;
                break;
            }
            if (lines[at] != ' ' && lines[at] != '\t') {
                String name = name(lines, at, end);
                names.add(name);
                isKept = !REMOVED.contains(name);
            }
            if (isKept) {
                kept.write(lines, at, end - at);
            }
            at = end;
        }
        if (!hasEnd && isKept && lines.length > 0 && lines[lines.length - 1] != '\n') {
            kept.writeBytes(LINE_END); // a message that ends in the middle of its last field
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(kept.size() + 512);
        all.writeBytes(added.getBytes(StandardCharsets.UTF_8));
        all.writeBytes(kept.toByteArray());
        for (String field : missing) {
            if (!names.contains(field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT))) {
                all.writeBytes(field.getBytes(StandardCharsets.UTF_8)); // RFC 6409 §8.2, §8.3
            }
        }
        if (hasEnd || headerSize < blob.size()) {
            all.writeBytes(LINE_END);
        }
        return all.toByteArray();
    }

    private static String name(byte[] lines, int from, int to) {
        int end = from;
        while (end < to && lines[end] != ':') {
            end++;
        }
        return new String(lines, from, end - from, StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}

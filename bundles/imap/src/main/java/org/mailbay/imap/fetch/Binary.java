package org.mailbay.imap.fetch;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Out;
import org.mailbay.mime.DecodedStream;
import org.mailbay.mime.Part;
import org.mailbay.mime.TransferEncoding;

/**
 * BINARY[section]: the body of a part with its transfer encoding undone (RFC 3516 §4.2). Without a part number it is the message as it is,
 * as are multiparts and messages inside.
 */
public record Binary(Section section, @Nullable Partial partial, boolean peek) implements Item {
    /** What is not longer is looked at before it is written: whether it takes a literal8. */
    private static final int LOOKED_AT = 64 * 1024;

    @Override
    public Need need() {
        return Need.CONTENT;
    }

    @Override
    public boolean marksSeen() {
        return !peek;
    }

    @Override
    public boolean prepare(Opened message) throws IOException {
        return message.hasMessage();
    }

    @Override
    public void write(Opened message, Out out) throws TornException {
        out.raw("BINARY[")
                .raw(section.toString())
                .raw(']')
                .raw(Partial.name(partial))
                .space();
        Section.Range range = section.range(message.message());
        if (range == null) {
            out.nil();
            return;
        }
        Part part = section.part(message.message());
        TransferEncoding encoding = part == null ? TransferEncoding.BINARY : part.encoding();
        if (encoding == TransferEncoding.UNKNOWN) {
            message.unknownEncoding(); // RFC 3516 §4.3
            out.nil();
            return;
        }
        long size = part == null ? range.length() : part.decodedSize();
        long from = partial == null ? 0 : partial.from();
        long length = partial == null ? size : partial.clip(size);
        if (length == 0) {
            out.raw("\"\"");
        } else if (encoding.isIdentity()) {
            write(message.open(range.from() + from, length), 0, length, message, out);
        } else {
            InputStream in = message.open(range.from(), range.length());
            InputStream decoded = in == null ? null : DecodedStream.of(encoding, in, range.length());
            write(decoded, from, length, message, out);
        }
    }

    private static void write(@Nullable InputStream in, long skipped, long length, Opened message, Out out)
            throws TornException {
        if (in == null) {
            out.nil();
            return;
        }
        boolean begun = false;
        try (in) {
            in.skipNBytes(skipped);
            if (length > LOOKED_AT) {
                begun = true;
                Literals.write(in, length, true, out);
            } else {
                byte[] bytes = in.readNBytes((int) length);
                begun = true;
                out.literalHeader(bytes.length, hasNul(bytes)).raw(bytes);
            }
        } catch (TornException e) {
            throw e;
        } catch (IOException e) {
            message.failed(e);
            if (!begun) {
                out.nil();
            }
        }
    }

    /** RFC 3516 §4.2: what has no NUL needs no literal8. */
    private static boolean hasNul(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}

package org.mailbay.imap.fetch;

import java.io.IOException;
import org.mailbay.imap.grammar.Out;
import org.mailbay.mime.Part;
import org.mailbay.mime.TransferEncoding;

/** BINARY.SIZE[section]: how long {@link Binary} is (RFC 3516 §4.2); 0 where there is no such part. */
public record BinarySize(Section section) implements Item {
    @Override
    public Need need() {
        return Need.STORED;
    }

    @Override
    public boolean prepare(Opened message) throws IOException {
        return message.hasMessage();
    }

    @Override
    public void write(Opened message, Out out) {
        Section.Range range = section.range(message.message());
        Part part = section.part(message.message());
        long size = range == null ? 0 : part == null ? range.length() : part.decodedSize();
        if (part != null && part.encoding() == TransferEncoding.UNKNOWN) {
            message.unknownEncoding(); // RFC 3516 §4.3
            size = 0;
        }
        out.raw("BINARY.SIZE[").raw(section.toString()).raw("] ").number(size);
    }
}

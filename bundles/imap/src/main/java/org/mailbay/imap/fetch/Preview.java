package org.mailbay.imap.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.mailbay.imap.grammar.Out;
import org.mailbay.mail.StoredEmail;

/** PREVIEW, made at delivery: LAZY gets no other answer (RFC 8970 §3). */
public record Preview() implements Item {
    /** In characters (RFC 8970 §3.1). */
    private static final int LONGEST = 200;

    @Override
    public Need need() {
        return Need.STORED;
    }

    @Override
    public boolean prepare(Opened message) throws IOException {
        return message.hasStored();
    }

    @Override
    public void write(Opened message, Out out) {
        ByteBuffer text = StoredEmail.preview(message.stored());
        byte[] utf8 = new byte[text.remaining()];
        text.get(utf8);
        out.raw("PREVIEW ").string(utf8, 0, cut(utf8));
    }

    private static int cut(byte[] utf8) {
        int characters = 0;
        for (int i = 0; i < utf8.length; i++) {
            if ((utf8[i] & 0xc0) != 0x80 && ++characters > LONGEST) {
                return i;
            }
        }
        return utf8.length;
    }
}

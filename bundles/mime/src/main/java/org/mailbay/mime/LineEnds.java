package org.mailbay.mime;

import java.io.ByteArrayOutputStream;

/** Makes every line end one of CRLF (RFC 5321 §2.3.8, RFC 2046 §4.1.1), piece by piece. One thread, one text. */
public final class LineEnds {
    private static final byte[] NOTHING = {};
    private static final byte[] LF = {'\n'};

    private boolean afterCr;

    /** The next piece: lone CRs and lone LFs become CRLF. */
    public byte[] of(byte[] bytes, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 64);
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                if (!afterCr) {
                    out.write('\r');
                }
                out.write('\n');
            } else {
                if (afterCr) {
                    out.write('\n');
                }
                out.write(b);
            }
            afterCr = b == '\r';
        }
        return out.toByteArray();
    }

    /** Behind the last piece: what completes a CR that is the last byte of all. */
    public byte[] end() {
        boolean isOpen = afterCr;
        afterCr = false;
        return isOpen ? LF.clone() : NOTHING;
    }
}

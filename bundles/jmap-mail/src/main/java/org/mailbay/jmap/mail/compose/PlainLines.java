package org.mailbay.jmap.mail.compose;

import org.mailbay.mime.TransferEncoding;

/** Looks whether bytes can travel as they are: lines of at most 998 octets that end with CRLF, no NUL (RFC 2045 §2.7, §2.8). */
final class PlainLines {
    private static final int LONGEST = 998;

    private boolean plain = true;
    private boolean high;
    private boolean afterCr;
    private int length;

    void write(byte[] bytes, int count) {
        for (int i = 0; i < count && plain; i++) {
            byte b = bytes[i];
            high |= b < 0;
            if (b == '\n') {
                plain = afterCr;
                length = 0;
            } else {
                length += b == '\r' ? 0 : 1;
                plain = !afterCr && b != 0 && length <= LONGEST;
            }
            afterCr = b == '\r';
        }
    }

    TransferEncoding encoding() {
        if (!plain || afterCr) {
            return TransferEncoding.BASE64;
        }
        return high ? TransferEncoding.EIGHT_BIT : TransferEncoding.SEVEN_BIT;
    }
}

package org.mailbay.smtp.out.dialogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.mailbay.mime.Content;

/**
 * What a message's bytes need of who carries them.
 *
 * @param isHeader8bit whether there are bytes above 127 in its header
 * @param is8bit whether there are any
 * @param isBinary whether there is a CR or LF that is no part of a CRLF: only BINARYMIME carries that (RFC 3030 §3)
 * @param endsLine whether it ends with CRLF
 * @param isTlsOptional whether it says {@code TLS-Required: No} (RFC 8689 §3)
 */
public record Look(boolean isHeader8bit, boolean is8bit, boolean isBinary, boolean endsLine, boolean isTlsOptional) {
    private static final int LONGEST_FIELD = 40;

    /** Reads it. */
    static Look at(Content content) throws IOException {
        Reader reader = new Reader();
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = content.open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                reader.take(buffer, n);
            }
        }
        return reader.look();
    }

    private static final class Reader {
        private final StringBuilder line = new StringBuilder();
        private boolean inHeader = true;
        private boolean isHeader8bit;
        private boolean is8bit;
        private boolean isBinary;
        private boolean isTlsOptional;
        private byte last = '\n';
        private boolean isEmpty = true;

        void take(byte[] bytes, int length) {
            for (int i = 0; i < length; i++) {
                byte b = bytes[i];
                if (b < 0) {
                    is8bit = true;
                    isHeader8bit |= inHeader;
                }
                isBinary |= (b == '\n') != (last == '\r');
                if (inHeader) {
                    header(b);
                }
                isEmpty = false;
                last = b;
            }
        }

        private void header(byte b) {
            if (b != '\n') {
                if (line.length() < LONGEST_FIELD && b != '\r') {
                    line.append((char) (b & 0xFF));
                }
                return;
            }
            String field =
                    line.toString().toLowerCase(Locale.ROOT).replace(" ", "").replace("\t", "");
            isTlsOptional |= field.equals("tls-required:no");
            inHeader = !field.isEmpty();
            line.setLength(0);
        }

        Look look() {
            return new Look(isHeader8bit, is8bit, isBinary || last == '\r', !isEmpty && last == '\n', isTlsOptional);
        }
    }

    /** The end that a message needs before the final dot. */
    byte[] missingEnd() {
        return endsLine ? new byte[0] : "\r\n".getBytes(StandardCharsets.US_ASCII);
    }
}

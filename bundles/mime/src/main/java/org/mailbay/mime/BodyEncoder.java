package org.mailbay.mime;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes bodies so that any mail system carries them: 7-bit lines of a fitting length (RFC 2045 §2.7, §6). */
public final class BodyEncoder {
    private static final int LINE = 76; // RFC 2045 §6.7 (5), §6.8
    private static final int LONGEST_LINE = 998; // RFC 5322 §2.1.1
    private static final String HEX = "0123456789ABCDEF";
    private static final byte[] CRLF = {'\r', '\n'};

    private BodyEncoder() {}

    /** Text in its canonical form: UTF-8, lines that end with CRLF (RFC 2046 §4.1.1). */
    public static byte[] canonical(String text) {
        return text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** How canonical text is best encoded. */
    public static TransferEncoding encoding(byte[] text) {
        int high = 0;
        boolean fits = true;
        int lineStart = 0;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            high += b < 0 ? 1 : 0;
            fits &= b != 0 && (b == '\r' || b == '\n' || i - lineStart < LONGEST_LINE);
            if (i == lineStart && startsAsEnvelope(text, i)) {
                fits = false;
            }
            if (b == '\n') {
                lineStart = i + 1;
            }
        }
        if (high == 0 && fits) {
            return TransferEncoding.SEVEN_BIT;
        }
        return high > text.length / 4 ? TransferEncoding.BASE64 : TransferEncoding.QUOTED_PRINTABLE;
    }

    /** Old mailbox files take such a line for the start of a message and change it. */
    private static boolean startsAsEnvelope(byte[] text, int at) {
        return at + 5 <= text.length
                && text[at] == 'F'
                && text[at + 1] == 'r'
                && text[at + 2] == 'o'
                && text[at + 3] == 'm'
                && text[at + 4] == ' ';
    }

    /** Encodes what is written in lines of base64; closing it ends the encoding and leaves {@code out} open. */
    public static OutputStream base64(OutputStream out) {
        return Base64.getMimeEncoder(LINE, CRLF).wrap(new FilterOutputStream(out) {
            @Override
            public void write(byte[] b, int off, int len) throws IOException {
                out.write(b, off, len);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        });
    }

    /** Writes canonical text as quoted-printable (RFC 2045 §6.7). */
    public static void quotedPrintable(byte[] text, OutputStream out) throws IOException {
        StringBuilder line = new StringBuilder(LINE + 2);
        for (int i = 0; i < text.length; i++) {
            if (isLineEnd(text, i)) {
                flush(line.append("\r\n"), out);
                i++;
                continue;
            }
            String piece = piece(text, i, line.isEmpty());
            if (line.length() + piece.length() > LINE - 1) {
                flush(line.append("=\r\n"), out);
                piece = piece(text, i, true);
            }
            line.append(piece);
        }
        flush(line, out);
    }

    private static String piece(byte[] text, int at, boolean begins) {
        int b = text[at] & 0xFF;
        boolean blank = (b == ' ' || b == '\t') && at + 1 < text.length && !isLineEnd(text, at + 1);
        boolean asIs = b > ' ' && b < 0x7F && b != '=' || blank;
        // A line of one dot ends a message in SMTP, and mailbox files part at "From "
        boolean meansMore = begins && (b == '.' || startsAsEnvelope(text, at));
        return asIs && !meansMore ? String.valueOf((char) b) : escaped(b);
    }

    private static String escaped(int octet) {
        return "=" + HEX.charAt(octet >> 4) + HEX.charAt(octet & 15);
    }

    private static boolean isLineEnd(byte[] text, int at) {
        return text[at] == '\r' && at + 1 < text.length && text[at + 1] == '\n';
    }

    private static void flush(StringBuilder line, OutputStream out) throws IOException {
        out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
        line.setLength(0);
    }
}

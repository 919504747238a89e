package org.mailbay.mime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text of a text part: the EmailBodyValue of RFC 8621 §4.1.4.
 *
 * @param value the text, CRLF replaced by LF
 * @param isEncodingProblem whether charset or transfer encoding are unknown or do not fit
 * @param isTruncated whether there is more of it
 */
public record BodyText(String value, boolean isEncodingProblem, boolean isTruncated) {

    /**
     * Reads the text of a part.
     *
     * @param body stands at {@link Part#bodyStart()}; not closed
     * @param most bytes of UTF-8 the text may have; it is cut between characters, and not inside an HTML tag
     */
    public static BodyText read(Part part, InputStream body, int most) throws IOException {
        DecodedStream decoded = DecodedStream.of(part, body);
        String charset = part.charset().orElse("us-ascii");
        // CRLF becomes one byte. No charset needs more than four bytes for what is one byte of UTF-8; the rest is for
        // escapes and a byte order mark.
        int enough = (int) Math.min((Charsets.isPlain(charset) ? 2L : 4L) * most + 64, Integer.MAX_VALUE - 16);
        byte[] bytes = decoded.readNBytes(enough);
        boolean cut = bytes.length == enough && decoded.read() >= 0;
        Charsets.Decoded text = decode(bytes, charset, cut);
        String value = text.text().replace("\r\n", "\n");
        int end = end(value, most);
        if (end < value.length() && part.contentType().is("text", "html")) {
            end = outsideTag(value, end);
        }
        return new BodyText(
                value.substring(0, end),
                text.isEncodingProblem() || decoded.isEncodingProblem(),
                cut || end < value.length());
    }

    private static Charsets.Decoded decode(byte[] bytes, String label, boolean cut) {
        int mark = 0;
        Optional<Charset> charset = Charsets.forLabel(label);
        boolean problem = charset.isEmpty();
        if (Charsets.isPlain(label) && !Charsets.hasHighBit(bytes)) {
            return new Charsets.Decoded(new String(bytes, StandardCharsets.ISO_8859_1), problem);
        }
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            charset = Optional.of(StandardCharsets.UTF_8);
            mark = 3;
        } else if (charset.isPresent() && charset.get().name().startsWith("UTF-16")) {
            // WHATWG Encoding §6: the mark overrules the label
            if (startsWith(bytes, 0xFE, 0xFF)) {
                charset = Optional.of(StandardCharsets.UTF_16BE);
                mark = 2;
            } else if (startsWith(bytes, 0xFF, 0xFE)) {
                charset = Optional.of(StandardCharsets.UTF_16LE);
                mark = 2;
            }
        } else if (problem || Charsets.isAscii(label)) {
            problem |= Charsets.hasHighBit(bytes);
            charset = Optional.of(isUtf8(bytes, cut) ? StandardCharsets.UTF_8 : Charsets.WINDOWS_1252);
        }
        return decode(bytes, mark, charset.orElse(Charsets.WINDOWS_1252), problem, cut);
    }

    private static Charsets.Decoded decode(byte[] bytes, int from, Charset charset, boolean problem, boolean cut) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        CharBuffer out = CharBuffer.allocate((int) (in.remaining() * (double) decoder.maxCharsPerByte()) + 16);
        CoderResult result = decoder.decode(in, out, !cut);
        if (result.isError()) {
            return new Charsets.Decoded(new String(bytes, from, bytes.length - from, charset), true);
        }
        if (!cut) {
            decoder.flush(out);
        }
        return new Charsets.Decoded(out.flip().toString(), problem);
    }

    private static boolean isUtf8(byte[] bytes, boolean cut) {
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length + 1), !cut);
        return !result.isError();
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where to cut so that no more than {@code most} bytes of UTF-8 are left. */
    private static int end(String s, int most) {
        int bytes = 0;
        for (int i = 0; i < s.length(); ) {
            int c = s.codePointAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > most) {
                return i;
            }
            i += Character.charCount(c);
        }
        return s.length();
    }

    private static int outsideTag(String html, int end) {
        int open = html.lastIndexOf('<', end - 1);
        return open >= 0 && html.lastIndexOf('>', end - 1) < open ? open : end;
    }
}

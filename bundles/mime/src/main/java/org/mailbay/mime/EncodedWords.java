package org.mailbay.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Decodes RFC 2047 encoded words, those too that break its rules as real programs do.
 *
 * <p>Blanks inside a word, words longer than 75 characters, words glued to text, and characters cut in two by adjacent words
 * are all understood. Work is linear in the length of the text.
 */
public final class EncodedWords {

    private static final int LONGEST_CHARSET = 80;

    private final String in;
    private final StringBuilder out;
    private final ByteArrayOutputStream run = new ByteArrayOutputStream();
    private String runCharset = "";
    private int copied;
    private int wordEnd;
    private int nextEnd = -1;

    private EncodedWords(String in) {
        this.in = in;
        this.out = new StringBuilder(in.length());
    }

    /** The text with its encoded words decoded. CR, LF and NUL that were encoded come out as blanks or not at all. */
    public static String decode(String text) {
        return text.contains("=?") ? new EncodedWords(text).decode() : text;
    }

    private String decode() {
        int at = in.indexOf("=?");
        while (at >= 0) {
            if (word(at)) {
                at = in.indexOf("=?", wordEnd);
            } else {
                at = in.indexOf("=?", at + 1);
            }
        }
        flush();
        out.append(in, copied, in.length());
        return out.toString();
    }

    /** Takes the word that begins here into the run; false when none begins here. */
    private boolean word(int start) {
        int charsetEnd = charsetEnd(start + 2);
        if (charsetEnd < 0 || charsetEnd + 2 >= in.length() || in.charAt(charsetEnd + 2) != '?') {
            return false;
        }
        char encoding = in.charAt(charsetEnd + 1);
        if ("bBqQ".indexOf(encoding) < 0) {
            return false;
        }
        int from = charsetEnd + 3;
        if (nextEnd < from) {
            nextEnd = in.indexOf("?=", from);
            if (nextEnd < 0) {
                nextEnd = Integer.MAX_VALUE; // no word can end any more
            }
        }
        if (nextEnd == Integer.MAX_VALUE) {
            return false;
        }
        int inner = in.indexOf("=?", from, nextEnd);
        if (inner >= 0 && inner + 1 < nextEnd) {
            return false; // never closed: another word begins before it ends
        }
        take(start, in.substring(start + 2, charsetEnd), encoding, in.substring(from, nextEnd));
        return true;
    }

    private int charsetEnd(int from) {
        int last = Math.min(in.length(), from + LONGEST_CHARSET);
        for (int i = from; i < last; i++) {
            char c = in.charAt(i);
            if (c == '?') {
                return i == from ? -1 : i;
            }
            if (c <= ' ' || c == '=') {
                return -1;
            }
        }
        return -1;
    }

    private void take(int start, String label, char encoding, String text) {
        int star = label.indexOf('*'); // RFC 2231 §5: a language may follow
        String charset = (star < 0 ? label : label.substring(0, star)).toLowerCase(Locale.ROOT);
        boolean adjacent = copied > 0 && in.substring(copied, start).isBlank(); // RFC 2047 §6.2
        if (!adjacent) {
            flush();
            out.append(in, copied, start);
        } else if (!charset.equals(runCharset) || charset.startsWith("iso-2022")) {
            flush();
        }
        runCharset = charset;
        if (encoding == 'b' || encoding == 'B') {
            base64(text);
        } else {
            quoted(text);
        }
        wordEnd = nextEnd + 2;
        copied = wordEnd;
    }

    private void flush() {
        if (run.size() > 0) {
            out.append(HeaderText.clean(
                    Charsets.decode(run.toByteArray(), runCharset).text()));
            run.reset();
        }
    }

    private void base64(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] decoded = new byte[bytes.length + TransferDecoder.SLACK];
        Base64Decoder decoder = new Base64Decoder();
        int n = decoder.decode(bytes, 0, bytes.length, decoded, 0);
        n += decoder.finish(decoded, n);
        run.write(decoded, 0, n);
    }

    /** RFC 2047 §4.2. */
    private void quoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '_') {
                run.write(' ');
            } else if (c == '=' && i + 2 < text.length() && hex(text, i + 1) >= 0) {
                run.write(hex(text, i + 1));
                i += 2;
            } else if (c < 0x80) {
                run.write(c);
            } else {
                int cp = text.codePointAt(i);
                run.writeBytes(Character.toString(cp).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(cp) - 1;
            }
        }
    }

    private static int hex(String text, int at) {
        int hi = Character.digit(text.charAt(at), 16);
        int lo = Character.digit(text.charAt(at + 1), 16);
        return hi < 0 || lo < 0 ? -1 : hi << 4 | lo;
    }
}

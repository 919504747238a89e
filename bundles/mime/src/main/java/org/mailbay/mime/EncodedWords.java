package org.mailbay.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decodes RFC 2047 encoded words.
 *
 * <p>Words longer than 75 characters and characters cut in two by adjacent words are understood. Words where none may stand, glued to text
 * or with blanks in them, are not decoded in texts (RFC 8621 §4.1.2.2), but in parameters, where there may be none at all. Work is linear
 * in the length of the text.
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

    /** What may stand beside a word, together with blanks; null: anything. */
    private final @Nullable String beside;

    private EncodedWords(String in, @Nullable String beside) {
        this.in = in;
        this.beside = beside;
        this.out = new StringBuilder(in.length());
    }

    /** The text, or the phrase, with its encoded words decoded. Control characters that were encoded are dropped. */
    public static String decode(String text) {
        return decode(text, ""); // RFC 2047 §5 (1), (3)
    }

    /** The content of a comment. */
    static String decodeComment(String text) {
        return decode(text, "()"); // RFC 2047 §5 (2)
    }

    /** What should have no encoded words, and has them wherever some program put them. */
    static String decodeAnywhere(String text) {
        return decode(text, null);
    }

    private static String decode(String text, @Nullable String beside) {
        return text.contains("=?") ? new EncodedWords(text, beside).decode() : text;
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
        if (!mayStand(start, from, nextEnd)) {
            return false;
        }
        take(start, in.substring(start + 2, charsetEnd), encoding, in.substring(from, nextEnd));
        return true;
    }

    /** RFC 2047 §2, §5: without blanks in it, between blanks. */
    private boolean mayStand(int start, int from, int end) {
        if (beside == null) {
            return true;
        }
        int after = end + 2;
        return (start == 0 || isBeside(beside, in.charAt(start - 1)))
                && (after == in.length() || isBeside(beside, in.charAt(after)))
                && in.substring(from, end).chars().noneMatch(c -> c <= ' ');
    }

    private static boolean isBeside(String beside, char c) {
        return c == ' ' || c == '\t' || beside.indexOf(c) >= 0;
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
            out.append(HeaderText.withoutControls(
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

package org.mailbay.mime;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Charset names as browsers understand them, for that is what mail means by them.
 *
 * <p>{@code iso-8859-1} is windows-1252, {@code gb2312} is gb18030, {@code ks_c_5601-1987} is windows-949: the label table is
 * that of the WHATWG Encoding Standard §4.2. Other names the JDK knows (cp850 and the like) are taken as they are.
 */
public final class Charsets {

    /** What bytes are that claim nothing and are no UTF-8. */
    static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** Java's name of an encoding, then the labels that mean it. */
    private static final String TABLE = """
            UTF-8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8
            IBM866 866 cp866 csibm866 ibm866
            ISO-8859-2 csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
            ISO-8859-3 csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
            ISO-8859-4 csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
            ISO-8859-5 csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988
            ISO-8859-6 arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987
            ISO-8859-7 csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek
            ISO-8859-8 csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical
            ISO-8859-13 iso-8859-13 iso8859-13 iso885913
            ISO-8859-15 csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9
            ISO-8859-16 iso-8859-16
            KOI8-R cskoi8r koi koi8 koi8-r koi8_r
            KOI8-U koi8-ru koi8-u
            x-MacRoman csmacintosh mac macintosh x-mac-roman
            x-windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
            windows-1250 cp1250 windows-1250 x-cp1250
            windows-1251 cp1251 windows-1251 x-cp1251
            windows-1252 ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252
            windows-1253 cp1253 windows-1253 x-cp1253
            windows-1254 cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254
            windows-1255 cp1255 windows-1255 x-cp1255
            windows-1256 cp1256 windows-1256 x-cp1256
            windows-1257 cp1257 windows-1257 x-cp1257
            windows-1258 cp1258 windows-1258 x-cp1258
            x-MacCyrillic x-mac-cyrillic x-mac-ukrainian
            GB18030 chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030
            Big5-HKSCS big5 big5-hkscs cn-big5 csbig5 x-x-big5
            EUC-JP cseucpkdfmtjapanese euc-jp x-euc-jp
            ISO-2022-JP csiso2022jp iso-2022-jp
            windows-31j csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
            x-windows-949 cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949
            UTF-16BE unicodefffe utf-16be
            UTF-16LE csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le
            """;

    private static final Map<String, Charset> BY_LABEL = table();

    private Charsets() {}

    /**
     * Text that came from bytes, without half surrogate pairs, which some charsets can say and UTF-8 cannot (RFC 7493 §2.1).
     *
     * @param text what could be made of the bytes
     * @param isEncodingProblem whether the charset is unknown or some bytes meant nothing in it (RFC 8621 §4.1.4)
     */
    public record Decoded(String text, boolean isEncodingProblem) {
        public Decoded {
            int half = half(text, 0);
            if (half >= 0) {
                isEncodingProblem = true;
                StringBuilder whole = new StringBuilder(text);
                for (int at = half; at >= 0; at = half(text, at + 1)) {
                    whole.setCharAt(at, '\ufffd');
                }
                text = whole.toString();
            }
        }

        /** Where the next half pair is; -1 when there is none. */
        private static int half(String text, int from) {
            for (int i = from; i < text.length(); i++) {
                if (Character.isSurrogate(text.charAt(i))) {
                    if (Character.charCount(text.codePointAt(i)) == 1) {
                        return i;
                    }
                    i++;
                }
            }
            return -1;
        }
    }

    private static Map<String, Charset> table() {
        Map<String, Charset> result = new HashMap<>();
        TABLE.lines().forEach(line -> {
            String[] words = line.split(" ");
            if (Charset.isSupported(words[0])) {
                Charset charset = Charset.forName(words[0]);
                for (int i = 1; i < words.length; i++) {
                    result.put(words[i], charset);
                }
            }
        });
        return Map.copyOf(result);
    }

    /** The charset a label means; empty when nobody knows. */
    public static Optional<Charset> forLabel(String label) {
        String key = trim(label).toLowerCase(Locale.ROOT);
        Charset known = BY_LABEL.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        if (key.isEmpty() || key.length() > 60) {
            return Optional.empty();
        }
        try {
            return Optional.of(Charset.forName(key));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.empty();
        }
    }

    /** Whether a label claims no more than ASCII, which many programs say of anything. */
    static boolean isAscii(String label) {
        return switch (trim(label).toLowerCase(Locale.ROOT)) {
            case "", "us-ascii", "ascii", "ansi_x3.4-1968" -> true;
            default -> false;
        };
    }

    /** Whether bytes below 128 are ASCII, and each byte makes one of UTF-8 at least. */
    static boolean isPlain(String label) {
        return forLabel(label)
                .map(charset -> charset.equals(StandardCharsets.UTF_8)
                        || charset.canEncode() && charset.newEncoder().maxBytesPerChar() == 1)
                .orElse(true);
    }

    private static String trim(String label) {
        int from = 0;
        int to = label.length();
        while (from < to && (label.charAt(from) <= ' ' || label.charAt(from) == '"' || label.charAt(from) == '\'')) {
            from++;
        }
        while (to > from
                && (label.charAt(to - 1) <= ' ' || label.charAt(to - 1) == '"' || label.charAt(to - 1) == '\'')) {
            to--;
        }
        return label.substring(from, to);
    }

    /** Decodes a whole text; never fails. */
    public static Decoded decode(byte[] bytes, String label) {
        if (isAscii(label)) {
            return hasHighBit(bytes) ? new Decoded(guess(bytes), true) : new Decoded(latin1(bytes), false);
        }
        Optional<Charset> charset = forLabel(label);
        if (charset.isEmpty()) {
            return new Decoded(guess(bytes), true);
        }
        return decode(bytes, charset.get());
    }

    private static Decoded decode(byte[] bytes, Charset charset) {
        try {
            CharBuffer strict = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return new Decoded(strict.toString(), false);
        } catch (CharacterCodingException e) {
            return new Decoded(new String(bytes, charset), true);
        }
    }

    /** UTF-8 when the bytes are that (RFC 6532), else windows-1252. */
    static String guess(byte[] bytes) {
        if (!hasHighBit(bytes)) {
            return latin1(bytes);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, WINDOWS_1252);
        }
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static boolean hasHighBit(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return true;
            }
        }
        return false;
    }
}

package org.mailbay.text.office;

import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.Charsets;
import org.mailbay.text.TextException;
import org.mailbay.text.TextException.Why;

/**
 * Makes characters of bytes: by the mark at their start, by what was said of them, by what they say themselves, by what they look like.
 *
 * <p>Bytes that mean nothing become U+FFFD.
 */
final class Characters extends FilterReader {
    private static final int LOOK = 8192;
    private static final Pattern DECLARED =
            Pattern.compile("(?:charset|encoding)\\s*=\\s*[\"']?([\\w:.-]{1,40})", Pattern.CASE_INSENSITIVE);

    /** Whether the bytes may say their encoding themselves. */
    enum Kind {
        TEXT,
        MARKUP
    }

    private Characters(InputStream in, Charset charset) {
        super(new InputStreamReader(in, charset));
    }

    /** @throws TextException when the bytes are no text at all */
    static Characters of(InputStream in, @Nullable Charset said, Kind kind) throws IOException {
        byte[] start = in.readNBytes(LOOK);
        int mark = markLength(start);
        Charset charset = mark > 0 ? marked(start) : guess(start, said, kind);
        return new Characters(
                new SequenceInputStream(new ByteArrayInputStream(start, mark, start.length - mark), in), charset);
    }

    private static int markLength(byte[] b) {
        if (b.length >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF) {
            return 3;
        }
        return b.length >= 2
                        && (b[0] == (byte) 0xFE && b[1] == (byte) 0xFF || b[0] == (byte) 0xFF && b[1] == (byte) 0xFE)
                ? 2
                : 0;
    }

    private static Charset marked(byte[] b) {
        return switch (b[0]) {
            case (byte) 0xFE -> StandardCharsets.UTF_16BE;
            case (byte) 0xFF -> StandardCharsets.UTF_16LE;
            default -> StandardCharsets.UTF_8;
        };
    }

    private static Charset guess(byte[] start, @Nullable Charset said, Kind kind) throws TextException {
        int[] zeros = new int[2];
        for (int i = 0; i < start.length; i++) {
            zeros[i % 2] += start[i] == 0 ? 1 : 0;
        }
        if (zeros[0] + zeros[1] > 0) {
            return wide(start.length, zeros[0], zeros[1]);
        }
        if (said != null && !said.equals(StandardCharsets.US_ASCII)) {
            return said;
        }
        if (kind == Kind.MARKUP) {
            Matcher declared = DECLARED.matcher(new String(start, StandardCharsets.ISO_8859_1));
            if (declared.find()) {
                Charset charset = Charsets.forLabel(declared.group(1)).orElse(StandardCharsets.UTF_8);
                if (!charset.name().startsWith("UTF-16")) { // it would not have been readable
                    return charset;
                }
            }
        }
        return isUtf8(start) ? StandardCharsets.UTF_8 : Charset.forName("windows-1252");
    }

    /** Zeros are one half of characters of two bytes, or the bytes are no text. */
    private static Charset wide(int length, int even, int odd) throws TextException {
        if (odd > 4 * even && odd > length / 8) {
            return StandardCharsets.UTF_16LE;
        }
        if (even > 4 * odd && even > length / 8) {
            return StandardCharsets.UTF_16BE;
        }
        throw new TextException(Why.DAMAGED, "bytes that are no text");
    }

    private static boolean isUtf8(byte[] start) {
        CharBuffer into = CharBuffer.allocate(start.length);
        return !StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(start), into, start.length < LOOK)
                .isError();
    }
}

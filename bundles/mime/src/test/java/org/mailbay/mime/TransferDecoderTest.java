package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 2045 §6.7 and §6.8; uuencode. */
class TransferDecoderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a=3Db|a=b|false",
                "a=3db|a=b|false",
                "a=\\r\\nb|ab|false",
                "a=\\nb|ab|false",
                "a= \\t\\r\\nb|ab|false",
                "a \\t\\r\\nb|a\\r\\nb|false",
                "a \\nb|a\\nb|false",
                "a b |a b|false",
                "a \\rb|a \\rb|false",
                "a=|a|false",
                "a=xb|a=xb|true",
                "a=4|a=4|true",
                "a==3D|a==|true",
                "a= b|a= b|true",
                "=00|\\0|false",
            })
    void quotedPrintable(String given, String expected, boolean problem) throws IOException {
        check(TransferEncoding.QUOTED_PRINTABLE, given, expected, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "YWJj|abc|false",
                "YW Jj\\r\\n|abc|false",
                "YQ==|a|false",
                "YQ|a|true",
                "YWI=|ab|false",
                "Y|``|true",
                "Y!W-Jj|abc|true",
                "YQ==\\r\\nYg==|ab|true",
                "====|``|false",
            })
    void base64(String given, String expected, boolean problem) throws IOException {
        check(TransferEncoding.BASE64, given, expected, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "begin 644 x\\r\\n#0V%T\\r\\n`\\r\\nend\\r\\n|Cat|false",
                "text\\nbegin 644 x\\n#0V%T\\nend\\nmore|Cat|false",
                "begin 644 x\\n#0V%T|Cat|true",
                "nothing|``|true",
            })
    void uuencode(String given, String expected, boolean problem) throws IOException {
        check(TransferEncoding.UUENCODE, given.replace("``", "`"), expected, problem);
    }

    private static void check(TransferEncoding encoding, String given, String expected, boolean problem)
            throws IOException {
        byte[] in = unescape(given);
        DecodedStream stream = DecodedStream.of(encoding, new ByteArrayInputStream(in), in.length);
        assertThat(new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(new String(unescape(expected), StandardCharsets.ISO_8859_1));
        assertThat(stream.isEncodingProblem()).isEqualTo(problem);
    }

    private static byte[] unescape(String s) {
        return s.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\0", "\0")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void base64OfAnyLengthInPiecesOfAnyLength() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] plain = new byte[random.nextInt(3000)];
            random.nextBytes(plain);
            byte[] in = Base64.getMimeEncoder().encode(plain);
            Base64Decoder decoder = new Base64Decoder();
            byte[] out = new byte[in.length + 2 * TransferDecoder.SLACK];
            int n = 0;
            for (int at = 0; at < in.length; ) {
                int piece = Math.min(in.length - at, 1 + random.nextInt(90));
                n += decoder.decode(in, at, piece, out, n);
                at += piece;
            }
            n += decoder.finish(out, n);
            assertThat(Arrays.copyOf(out, n)).as("seed %d", seed).isEqualTo(plain);
            assertThat(decoder.isProblem()).isFalse();
        }
    }

    @Test
    void manyBlanksAndShortLinesStayInBounds() throws IOException {
        check(TransferEncoding.QUOTED_PRINTABLE, " ".repeat(5000) + "a", " ".repeat(5000) + "a", false);
        check(TransferEncoding.QUOTED_PRINTABLE, "=" + " ".repeat(5000) + "a", "=" + " ".repeat(5000) + "a", true);
        check(TransferEncoding.UUENCODE, "begin 644 x\\n" + "M\\n".repeat(5000) + "end\\n", "", true);
    }
}

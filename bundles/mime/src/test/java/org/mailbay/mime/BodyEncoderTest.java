package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 2045 §6: what is encoded is 7-bit, has short lines, and reads back. */
class BodyEncoderTest {
    @Test
    void textGoesTheSimplestWay() {
        assertThat(of("a\nb -- \n")).isEqualTo(TransferEncoding.SEVEN_BIT);
        assertThat(of("x".repeat(998))).isEqualTo(TransferEncoding.SEVEN_BIT);
        assertThat(of("x".repeat(999))).isEqualTo(TransferEncoding.QUOTED_PRINTABLE);
        assertThat(of("a\nFrom here")).isEqualTo(TransferEncoding.QUOTED_PRINTABLE);
        assertThat(of("a\0b")).isEqualTo(TransferEncoding.QUOTED_PRINTABLE);
        assertThat(of("Grüße an alle Leser")).isEqualTo(TransferEncoding.QUOTED_PRINTABLE);
        assertThat(of("日本語")).isEqualTo(TransferEncoding.BASE64);
    }

    private static TransferEncoding of(String text) {
        return BodyEncoder.encoding(BodyEncoder.canonical(text));
    }

    @Test
    void rfc2045_6_7_quotedPrintableReadsBack() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String alphabet = "aF=. \t\nrom ü\u20ac\ud83c\udf89\0_?";
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder(round % 3 == 0 ? "From \n.\n" : "");
            for (int i = random.nextInt(400); i > 0; i--) {
                text.appendCodePoint(alphabet.codePointAt(
                        alphabet.offsetByCodePoints(0, random.nextInt(alphabet.codePointCount(0, alphabet.length())))));
            }
            byte[] bytes = BodyEncoder.canonical(text.toString());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BodyEncoder.quotedPrintable(bytes, out);
            String encoded = out.toString(StandardCharsets.ISO_8859_1);
            assertThat(encoded.lines())
                    .as("seed %d", seed)
                    .allMatch(line -> line.length() <= 76 && !line.endsWith(" ") && !line.endsWith("\t"))
                    .noneMatch(line -> line.startsWith("From ") || line.startsWith("."));
            assertThat(encoded.chars()).allMatch(c -> c < 0x7F && (c >= ' ' || "\r\n\t".indexOf(c) >= 0));
            assertThat(decoded(TransferEncoding.QUOTED_PRINTABLE, out.toByteArray()))
                    .as("seed %d", seed)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void base64ReadsBackAndLeavesTheStreamOpen() throws IOException {
        for (int length : List.of(0, 1, 57, 58, 10_000)) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (OutputStream base64 = BodyEncoder.base64(out)) {
                base64.write(bytes);
            }
            assertThat(out.toString(StandardCharsets.US_ASCII).lines()).allMatch(line -> line.length() <= 76);
            assertThat(decoded(TransferEncoding.BASE64, out.toByteArray())).isEqualTo(bytes);
        }
    }

    private static byte[] decoded(TransferEncoding encoding, byte[] bytes) throws IOException {
        return DecodedStream.of(encoding, new ByteArrayInputStream(bytes), bytes.length)
                .readAllBytes();
    }
}

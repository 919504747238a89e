package org.mailbay.smtp.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataReaderTest {
    @Test
    void cutsAnywhereMakeNoDifference() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String alphabet = "..\r\n\r\nab";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(random.nextInt(3) == 0 ? "\r\n" : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] wire = (text + "\r\n.\r\nNOOP").getBytes(StandardCharsets.US_ASCII);
            Result whole = read(wire, wire.length);
            assertThat(read(wire, 1 + random.nextInt(4)))
                    .as("seed " + seed + " " + text)
                    .isEqualTo(whole);
            assertThat(whole).as("seed " + seed).isEqualTo(reference(wire));
        }
    }

    private record Result(String content, boolean bare, int used) {}

    private static Result read(byte[] wire, int piece) throws IOException {
        DataReader reader = new DataReader();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        int used = 0;
        while (!reader.isComplete()) {
            byte[] bytes = Arrays.copyOfRange(wire, used, Math.min(wire.length, used + piece));
            used += reader.read(bytes, bytes.length, content::write);
        }
        return new Result(
                reader.hasBareLineEnd() ? "" : content.toString(StandardCharsets.US_ASCII),
                reader.hasBareLineEnd(),
                used);
    }

    /** By the letter of RFC 5321 §4.5.2, on the whole text at once. */
    private static Result reference(byte[] wire) {
        String text = "\r\n" + new String(wire, StandardCharsets.US_ASCII);
        int end = text.indexOf("\r\n.\r\n");
        String content = text.substring(0, end + 2);
        boolean bare = content.replaceAll("\r+\n", "").matches("(?s).*[\r\n].*");
        return new Result(bare ? "" : content.replace("\r\n.", "\r\n").substring(2), bare, end + 5 - 2);
    }
}

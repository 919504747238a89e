package org.mailbay.jmap.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 6455 §8.1: held against the JDK's decoder, whole and in pieces. */
class Utf8Test {
    private static boolean isUtf8(byte[] bytes, int cut) {
        Utf8 utf8 = new Utf8();
        return utf8.accept(ByteBuffer.wrap(bytes, 0, cut))
                && utf8.accept(ByteBuffer.wrap(bytes, cut, bytes.length - cut))
                && utf8.isWhole();
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void everyPairOfFirstBytesIsJudgedAsByTheDecoder() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                for (int length = 1; length <= 4; length++) {
                    byte[] bytes = {(byte) first, (byte) second, (byte) 0x80, (byte) 0xbf};
                    byte[] some = java.util.Arrays.copyOf(bytes, length);
                    assertThat(isUtf8(some, length / 2))
                            .as("%02x %02x, %d bytes", first, second, length)
                            .isEqualTo(isUtf8(some));
                }
            }
        }
    }

    @Test
    void textsWithOneByteChangedAreJudgedAsByTheDecoder() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 6) {
                int point = random.nextInt(0x110000);
                if (point < 0xd800 || point > 0xdfff) {
                    text.appendCodePoint(point);
                }
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            assertThat(isUtf8(bytes, random.nextInt(bytes.length))).isTrue();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            assertThat(isUtf8(bytes, random.nextInt(bytes.length)))
                    .as("seed %d", seed)
                    .isEqualTo(isUtf8(bytes));
        }
    }
}

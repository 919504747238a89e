package org.mailbay.jmap.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void whatIsWrittenComesOutInPiecesOfBoundedSize() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int size : new int[] {0, 1, 1023, 1024, 1025, 3072, 100_000, 1_000_000}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            Text text = new Text();
            for (int at = 0; at < size; ) {
                int count = Math.min(size - at, 1 + random.nextInt(5000));
                text.write(bytes, at, count);
                at += count;
            }
            assertThat(text.size()).isEqualTo(size);
            text.end();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (ByteBuffer piece = text.next(); piece != null; piece = text.next()) {
                assertThat(piece.remaining()).isLessThanOrEqualTo(32_768);
                byte[] copy = new byte[piece.remaining()];
                piece.get(copy);
                out.writeBytes(copy);
            }
            assertThat(text.isOver()).isTrue();
            assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(bytes);
        }
    }
}

package org.mailbay.net.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InputTest {
    @Test
    void whatGoesInComesOutWhateverTheOrderOfCalls() {
        long seed = 77;
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Input input = new Input();
            Input side = new Input();
            ByteArrayOutputStream in = new ByteArrayOutputStream();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int step = 0; step < 200; step++) {
                byte[] some = new byte[random.nextInt(50)];
                random.nextBytes(some);
                if (random.nextInt(4) == 0 && some.length > 0) {
                    some[random.nextInt(some.length)] = '\n';
                }
                in.writeBytes(some);
                side.append(Unpooled.wrappedBuffer(some));
                if (random.nextBoolean()) {
                    input.append(side);
                    int line = input.line(40);
                    if (line > 0) {
                        byte[] taken = input.take(line);
                        assertThat(taken[line - 1]).as("seed " + seed).isEqualTo((byte) '\n');
                        assertThat(new String(taken, 0, line - 1, java.nio.charset.StandardCharsets.ISO_8859_1))
                                .doesNotContain("\n");
                        out.writeBytes(taken);
                    } else if (line == Input.TOO_LONG) {
                        out.writeBytes(input.take(40));
                    }
                }
            }
            input.append(side);
            out.writeBytes(input.take(input.size()));
            assertThat(out.toByteArray()).as("seed " + seed).isEqualTo(in.toByteArray());
        }
    }

    @Test
    void lineOfExactlyTheLimit() {
        Input input = new Input();
        input.append(Unpooled.wrappedBuffer(new byte[] {'a', 'b', '\n'}));
        assertThat(input.line(3)).isEqualTo(3);
        assertThat(input.line(2)).isEqualTo(Input.TOO_LONG);
    }
}

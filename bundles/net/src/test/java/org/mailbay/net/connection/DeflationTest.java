package org.mailbay.net.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** What {@link Deflation} writes and {@link Inflation} reads. */
final class DeflationTest {
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();

    @Test
    void deflaterThatWasGivenBackLeavesNoTraceInTheStream() throws DataFormatException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Deflation deflation = new Deflation();
        Inflater client = new Inflater(true);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(1 << random.nextInt(1, 18))];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) ('a' + random.nextInt(1, 9) * random.nextInt(2));
            }
            plain.writeBytes(bytes);
            deflation.write(bytes, wire::writeBytes);
            if (random.nextBoolean()) {
                deflation.flush(wire::writeBytes);
                deflation.flush(wire::writeBytes);
                client.setInput(wire.toByteArray());
                wire.reset();
                byte[] piece = new byte[100_000];
                for (int count = client.inflate(piece); count > 0; count = client.inflate(piece)) {
                    read.write(piece, 0, count);
                }
                assertThat(read.size()).isEqualTo(plain.size());
            }
            if (random.nextInt(3) == 0) {
                deflation.rest();
            }
        }
        deflation.close();
        client.end();
        assertThat(plain.toByteArray()).startsWith(read.toByteArray());
    }

    @Test
    void nothingToFlushIsNothingToSend() {
        Deflation deflation = new Deflation();
        deflation.flush(wire::writeBytes);
        deflation.write(new byte[0], wire::writeBytes);
        deflation.flush(wire::writeBytes);
        assertThat(wire.size()).isZero();
        deflation.write(new byte[10], wire::writeBytes);
        deflation.flush(wire::writeBytes);
        int size = wire.size();
        deflation.flush(wire::writeBytes);
        deflation.close();
        deflation.write(new byte[10], wire::writeBytes);
        deflation.flush(wire::writeBytes);
        assertThat(wire.size()).isEqualTo(size).isPositive();
    }

    @Test
    void onePieceAtATimeIsExpanded() throws DataFormatException {
        Deflation deflation = new Deflation();
        deflation.write(new byte[50_000_000], wire::writeBytes);
        deflation.flush(wire::writeBytes);
        Inflation inflation = new Inflation();
        inflation.compressed().append(wire.toByteArray());
        long total = 0;
        for (Input out = new Input(); inflation.next(out); out.clear()) {
            assertThat(out.size()).isLessThanOrEqualTo(32 * 1024);
            total += out.size();
        }
        assertThat(total).isEqualTo(50_000_000);
        assertThat(inflation.isWaiting()).isFalse();
        inflation.close();
        deflation.close();
    }
}

package org.mailbay.net.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.net.toy.ToyProtocol;

/** Compressed connections (RFC 4978). */
@Timeout(60)
final class DeflateTest {
    private final Rig rig = new Rig();
    private final ToyProtocol toy = new ToyProtocol("a");

    @AfterEach
    void close() {
        rig.close();
    }

    private Client squeezed() {
        Client client = rig.connect();
        client.line();
        assertThat(client.ask("SQUEEZED")).isEqualTo("a squeezed false false");
        assertThat(client.ask("DEFLATE")).isEqualTo("a squeezing");
        return client.deflate();
    }

    @Test
    void bothDirectionsAreCompressed() {
        rig.open().bind(toy);
        try (Client client = squeezed()) {
            assertThat(client.ask("SQUEEZED")).isEqualTo("a squeezed true false");
            assertThat(client.ask("COUNT")).isEqualTo("a count 1");
            client.send("COUNT\r\nCOUNT\r\nDATA 3\r\nabcQUIT\r\n");
            assertThat(client.line()).isEqualTo("a count 2");
            assertThat(client.line()).isEqualTo("a count 3");
            assertThat(client.line()).startsWith("a got 3 ");
            assertThat(client.line()).isEqualTo("a bye");
        }
    }

    @Test
    void whatWasSentTogetherWithTheRequestIsCompressedAlready() {
        rig.open().bind(toy);
        try (Client client = rig.connect()) {
            client.line();
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            sent.writeBytes("COUNT\r\nDEFLATE\r\n".getBytes(StandardCharsets.US_ASCII));
            sent.writeBytes(deflated("COUNT\r\nCOUNT\r\n".getBytes(StandardCharsets.US_ASCII)));
            client.send(sent.toByteArray());
            assertThat(client.line()).isEqualTo("a count 1");
            assertThat(client.line()).isEqualTo("a squeezing");
            client.deflate();
            assertThat(client.line()).isEqualTo("a count 2");
            assertThat(client.line()).isEqualTo("a count 3");
        }
    }

    @Test
    void muchGoesBothWays() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        byte[] noise = new byte[3_000_000];
        new Random(seed).nextBytes(noise);
        long sum = 0;
        for (byte each : noise) {
            sum = sum * 31 + each;
        }
        rig.open().bind(toy);
        try (Client client = squeezed()) {
            client.send("DATA 3000000\r\n").send(noise);
            assertThat(client.line()).isEqualTo("a got 3000000 " + sum);
            client.send("BIG 5000000\r\nHUGE 7000000\r\nCOUNT\r\n");
            assertThat(client.read(5_000_000)).containsOnly(0);
            assertThat(client.line()).isEqualTo("a big");
            assertThat(client.read(7_000_000)).containsOnly(0);
            assertThat(client.line()).isEqualTo("a count 1");
        }
    }

    @Test
    void itOutlivesTheRevision() {
        var first = rig.open().bind(toy);
        try (Client client = squeezed()) {
            client.send("COUNT\r\nCO");
            assertThat(client.line()).isEqualTo("a count 1");
            rig.bind(new ToyProtocol("b"));
            rig.unbind(first);
            assertThat(client.ask("UNT")).isEqualTo("b count 2");
            assertThat(client.ask("SQUEEZED")).isEqualTo("b squeezed true false");
            assertThat(client.send("DEFLATE\r\n").line()).isEqualTo("b squeezing");
            assertThat(client.line()).isEqualTo("BYE SHUTTING_DOWN");
        }
    }

    @Test
    void startsInsideTls(@TempDir Path folder) throws Exception {
        rig.certificates(new Keys(folder)).with("tls", "starttls").open().bind(toy);
        try (Client client = rig.connect()) {
            client.line();
            assertThat(client.ask("STARTTLS")).isEqualTo("a go");
            client.startTls("a.test");
            assertThat(client.line()).isEqualTo("a secured");
            assertThat(client.ask("DEFLATE")).isEqualTo("a squeezing");
            client.deflate();
            assertThat(client.ask("COUNT")).isEqualTo("a count 1");
        }
    }

    @Test
    void garbageEndsTheConnection() throws InterruptedException {
        rig.open().bind(toy);
        try (Client client = rig.connect()) {
            client.line();
            client.ask("DEFLATE");
            client.send("\u0007\u0007\u0007\u0007COUNT\r\n");
            client.deflate();
            PressureTest.await(() -> toy.sessions() == 0);
        }
        try (Client client = rig.connect()) {
            client.line();
            client.ask("DEFLATE");
            Deflater ended = new Deflater(9, true);
            ended.setInput("COUNT\r\n".getBytes(StandardCharsets.US_ASCII));
            ended.finish();
            byte[] bytes = new byte[100];
            int length = ended.deflate(bytes);
            ended.end();
            client.send(Arrays.copyOf(bytes, length)).send("more");
            PressureTest.await(() -> toy.sessions() == 0);
        }
    }

    @Test
    void bombIsTakenInPieces() throws Exception {
        rig.open().bind(toy);
        try (Client bomber = squeezed();
                Client other = rig.connect();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            other.line();
            byte[] zeros = new byte[1_000_000];
            bomber.send("WAIT\r\n");
            toy.awaitArrivals(1);
            var sent = pool.submit(() -> {
                bomber.send("DATA 400000000\r\n");
                for (int i = 0; i < 400; i++) {
                    bomber.send(zeros);
                }
            });
            sent.get(); // 400 MB are 400 kB on the wire: they fit into buffers
            long before = used();
            assertThat(other.ask("COUNT")).isEqualTo("a count 1");
            toy.release();
            assertThat(bomber.line()).isEqualTo("a waited");
            assertThat(bomber.line()).isEqualTo("a got 400000000 0");
            assertThat(used() - before).isLessThan(8_000_000);
        }
    }

    @Test
    void endlessLineInsideIsCut() throws InterruptedException {
        rig.open().bind(toy);
        try (Client client = squeezed()) {
            client.send(new byte[3_000_000]);
            assertThat(client.line()).isEqualTo("a too long");
            PressureTest.await(() -> toy.sessions() == 0);
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(plain);
        byte[] bytes = new byte[1000];
        int count = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(bytes, count);
    }
}

package org.mailbay.net.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailbay.net.toy.ToyProtocol;

/** Clients that are too slow, too fast, too many or silent. */
@Timeout(60)
final class PressureTest {
    private final ToyProtocol toy = new ToyProtocol("a");

    @Test
    void clientThatDoesNotReadStopsItsOwnSessionOnly() throws Exception {
        try (Rig rig = new Rig().open()) {
            rig.bind(toy);
            try (Client slow = new Client(rig.address(), 4096);
                    Client other = rig.connect()) {
                slow.line();
                other.line();
                slow.send("BIG 20000000\r\nCOUNT\r\n");
                Thread.sleep(300);
                long before = used();
                assertThat(other.ask("COUNT")).isEqualTo("a count 1");
                assertThat(used() - before).isLessThan(5_000_000);
                assertThat(slow.read(20_000_000)).hasSize(20_000_000);
                assertThat(slow.line()).isEqualTo("a big");
                assertThat(slow.line()).isEqualTo("a count 1");
            }
        }
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void sessionThatDoesNotTakeStopsItsClient() throws Exception {
        try (Rig rig = new Rig().open();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            rig.bind(toy);
            try (Client fast = rig.connect()) {
                fast.line();
                fast.send("WAIT\r\n");
                toy.awaitArrivals(1);
                var sent = pool.submit(() -> fast.send("DATA 30000000\r\n").send(new byte[30_000_000]));
                Thread.sleep(500); // time to take what must not be taken
                assertThat(sent.isDone()).isFalse();
                toy.release();
                assertThat(fast.line()).isEqualTo("a waited");
                sent.get();
                assertThat(fast.line()).isEqualTo("a got 30000000 0");
            }
        }
    }

    @Test
    void clientThatNeverReadsIsCutOff() throws Exception {
        try (Rig rig = new Rig().with("writeTimeoutSeconds", 1).open()) {
            rig.bind(toy);
            try (Client slow = new Client(rig.address(), 4096)) {
                slow.line();
                slow.send("BIG 50000000\r\n");
                await(() -> toy.sessions() == 0);
            }
        }
    }

    @Test
    void hugeWriteIsSentInPieces() {
        try (Rig rig = new Rig().open()) {
            rig.bind(toy);
            try (Client client = rig.connect()) {
                client.line();
                client.send("HUGE 40000000\r\nCOUNT\r\n");
                assertThat(client.read(40_000_000)).hasSize(40_000_000);
                assertThat(client.line()).isEqualTo("a count 1");
            }
        }
    }

    @Test
    void silentClientIsSentAwayEvenIfItDripsBytes() throws Exception {
        try (Rig rig = new Rig().with("idleTimeoutSeconds", 2).open();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            rig.bind(toy);
            try (Client client = rig.connect();
                    Client dripping = rig.connect()) {
                client.line();
                dripping.line();
                Future<String> away = pool.submit(dripping::line);
                for (int i = 1; !away.isDone(); i++) {
                    dripping.send("x");
                    assertThat(client.ask("COUNT")).isEqualTo("a count " + i);
                    Thread.sleep(50);
                }
                assertThat(away.get()).isEqualTo("BYE IDLE_TIMEOUT");
                assertThat(client.line()).isEqualTo("BYE IDLE_TIMEOUT");
                assertThat(client.line()).isEqualTo("<end>");
            }
        }
    }

    @Test
    void workingSessionIsNotIdle() {
        try (Rig rig = new Rig().with("idleTimeoutSeconds", 1).open()) {
            rig.bind(toy);
            try (Client client = rig.connect()) {
                client.line();
                assertThat(client.ask("SLEEP 2500")).isEqualTo("a slept");
            }
        }
    }

    @Test
    void tooManyConnectionsAreAnsweredBusy() throws Exception {
        try (Rig rig = new Rig().with("maxConnections", 3).open()) {
            rig.bind(toy);
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(rig.connect());
                assertThat(clients.get(i).line()).startsWith("a hello");
            }
            try (Client refused = rig.connect()) {
                assertThat(refused.line()).isEqualTo("BYE BUSY");
                assertThat(refused.line()).isEqualTo("<end>");
            }
            clients.getFirst().close();
            await(() -> rig.listener().connections() == 2);
            try (Client again = rig.connect()) {
                assertThat(again.line()).startsWith("a hello");
            }
            clients.forEach(Client::close);
        }
    }

    @Test
    void resetOrVanishedClientsLeaveNothing() throws Exception {
        try (Rig rig = new Rig().open()) {
            rig.bind(toy);
            for (int i = 0; i < 200; i++) {
                Client client = rig.connect();
                try {
                    client.send(i % 2 == 0 ? "COUNT\r\nDATA 1000\r\n" : "BIG 100000\r\n");
                    if (i % 3 == 0) {
                        client.line();
                    }
                } catch (UncheckedIOException e) {
                    assertThat(e).isNotNull();
                }
                client.abort();
            }
            await(() -> toy.sessions() == 0 && rig.listener().connections() == 0);
            assertThat(rig.protocols.post("toy").connections()).isZero();
        }
    }

    @Test
    void threadsAreGivenBack() throws Exception {
        try (Rig rig = new Rig().open()) {
            rig.bind(toy);
            try (Client client = rig.connect()) {
                client.line();
                assertThat(loops()).isPositive();
            }
        }
        await(() -> loops() == 0);
    }

    private static long loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("net-loop"))
                .count();
    }

    interface Condition {
        boolean holds();
    }

    static void await(Condition condition) throws InterruptedException {
        for (int i = 0; i < 1000 && !condition.holds(); i++) {
            Thread.sleep(10);
        }
        assertThat(condition.holds()).isTrue();
    }
}

package org.mailbay.net.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mailbay.net.handover.Protocols;
import org.mailbay.net.spi.Protocol;
import org.mailbay.net.toy.ToyLoader;
import org.mailbay.net.toy.ToyProtocol;
import org.osgi.framework.ServiceReference;

/** What clients see while the protocol is replaced. */
@Timeout(120)
final class HandoverTest {
    private final Rig rig = new Rig(new Protocols(60, 100, 30), new Loops(1, true)).open();
    private final ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        rig.close();
        pool.shutdownNow();
    }

    @Test
    void idleSessionGoesOnInTheNewRevision() {
        var a = rig.bind(new ToyProtocol("a"));
        try (Client client = rig.connect()) {
            assertThat(client.line()).startsWith("a hello");
            assertThat(client.ask("COUNT")).isEqualTo("a count 1");
            ToyProtocol second = new ToyProtocol("b");
            rig.bind(second);
            rig.unbind(a);
            assertThat(client.ask("COUNT")).isEqualTo("b count 2");
            assertThat(second.sessions()).isEqualTo(1);
        }
    }

    @Test
    void incompleteLineIsKept() throws InterruptedException {
        var a = rig.bind(new ToyProtocol("a"));
        try (Client client = rig.connect()) {
            client.line();
            client.send("CO");
            Thread.sleep(50);
            rig.bind(new ToyProtocol("b"));
            rig.unbind(a);
            assertThat(client.ask("UNT")).isEqualTo("b count 1");
        }
    }

    @Test
    void connectionsWaitWhileThereIsNoRevision() throws Exception {
        ToyProtocol first = new ToyProtocol("a");
        var a = rig.bind(first);
        try (Client client = rig.connect()) {
            client.line();
            client.ask("COUNT");
            rig.unbind(a);
            assertThat(first.sessions()).isZero();
            client.send("COUNT\r\nCOUNT\r\n");
            try (Client late = rig.connect()) {
                Thread.sleep(200);
                rig.bind(new ToyProtocol("b"));
                assertThat(client.line()).isEqualTo("b count 2");
                assertThat(client.line()).isEqualTo("b count 3");
                assertThat(late.line()).startsWith("b hello");
            }
        }
    }

    @Test
    void middleOfSomethingFinishesInTheOldRevision() throws Exception {
        ToyProtocol first = new ToyProtocol("a");
        var a = rig.bind(first);
        try (Client client = rig.connect();
                Client slow = rig.connect()) {
            client.line();
            slow.line();
            client.send("DATA 10\r\n01234");
            slow.send("WAIT\r\nCOUNT\r\n");
            first.awaitArrivals(2);
            rig.bind(new ToyProtocol("b"));
            Future<?> unbound = pool.submit(() -> rig.unbind(a));
            Thread.sleep(200);
            assertThat(unbound.isDone()).isFalse();
            client.send("56789COUNT\r\n");
            assertThat(client.line()).startsWith("a got 10");
            assertThat(client.line()).isEqualTo("b count 1");
            first.release();
            assertThat(slow.line()).isEqualTo("a waited");
            assertThat(slow.line()).isEqualTo("b count 1");
            unbound.get();
        }
    }

    @Test
    void whoDoesNotFinishInTimeIsSentAway() throws Exception {
        ToyProtocol first = new ToyProtocol("a");
        try (Rig strict = new Rig(new Protocols(1, 100, 30), new Loops(1, true)).open()) {
            var a = strict.bind(first);
            try (Client client = strict.connect();
                    Client hanging = strict.connect()) {
                client.line();
                hanging.line();
                client.send("DATA 10\r\n01234");
                hanging.send("HANG\r\n");
                first.awaitArrivals(2);
                strict.bind(new ToyProtocol("b"));
                strict.unbind(a);
                assertThat(first.sessions()).isZero();
                assertThat(client.line()).isEqualTo("BYE SHUTTING_DOWN");
                assertThat(client.line()).isEqualTo("<end>");
                assertThat(hanging.line()).isEqualTo("BYE SHUTTING_DOWN");
            }
        }
    }

    @Test
    void stateThatIsNotUnderstoodEndsTheSessionInItsOwnWords() {
        var a = rig.bind(new ToyProtocol("a"));
        try (Client client = rig.connect()) {
            client.line();
            rig.bind(new ToyProtocol("b", false));
            rig.unbind(a);
            assertThat(client.line()).isEqualTo("BYE SHUTTING_DOWN");
            assertThat(client.line()).isEqualTo("<end>");
        }
    }

    @Test
    void parkingIsBoundedInTimeAndNumber() throws Exception {
        try (Rig bounded = new Rig(new Protocols(1, 1, 1), new Loops(1, true)).open()) {
            var a = bounded.bind(new ToyProtocol("a"));
            try (Client client = bounded.connect();
                    Client other = bounded.connect()) {
                client.line();
                other.line();
                bounded.unbind(a);
                List<String> said = List.of(
                        pool.submit(client::line).get(),
                        pool.submit(other::line).get());
                assertThat(said).containsExactlyInAnyOrder("BYE BUSY", "BYE SHUTTING_DOWN");
            }
            bounded.bind(new ToyProtocol("b"));
            try (Client client = bounded.connect()) {
                assertThat(client.line()).startsWith("b hello");
            }
        }
    }

    @Test
    void whatAnOldSessionSaysLateIsNotHeard() throws Exception {
        ToyProtocol first = new ToyProtocol("a");
        var a = rig.bind(first);
        try (Client client = rig.connect()) {
            client.line();
            client.send("LATER\r\n");
            first.awaitArrivals(1);
            rig.bind(new ToyProtocol("b"));
            rig.unbind(a);
            first.release();
            first.awaitLate();
            assertThat(client.ask("COUNT")).isEqualTo("b count 1");
        }
    }

    @Test
    void nothingIsLostOrDoubledUnderLoad() throws Exception {
        ServiceReference<Protocol> serving = rig.bind(new ToyProtocol("0"));
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(20);
        List<Future<Long>> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(pool.submit(counting(stop, started, i % 5)));
        }
        started.await();
        for (int revision = 1; revision <= 10; revision++) {
            Thread.sleep(50);
            if (revision % 2 == 0) {
                ServiceReference<Protocol> next = rig.bind(new ToyProtocol(String.valueOf(revision)));
                rig.unbind(serving);
                serving = next;
            } else {
                rig.unbind(serving);
                serving = rig.bind(new ToyProtocol(String.valueOf(revision)));
            }
        }
        stop.set(true);
        for (Future<Long> client : clients) {
            assertThat(client.get()).isGreaterThan(10);
        }
    }

    /** Sends batches of commands until told to stop; fails unless every answer comes once, in order. */
    private Callable<Long> counting(AtomicBoolean stop, CountDownLatch started, int batch) {
        return () -> {
            try (Client client = rig.connect()) {
                assertThat(client.line()).contains("hello");
                started.countDown();
                long count = 0;
                while (!stop.get()) {
                    client.send("COUNT\r\n".repeat(batch + 1) + "DATA 3\r\nabc");
                    for (int i = 0; i <= batch; i++) {
                        count++;
                        assertThat(client.line()).endsWith(" count " + count);
                    }
                    assertThat(client.line()).contains(" got 3 ");
                }
                assertThat(client.ask("QUIT")).endsWith("bye");
                return count;
            }
        };
    }

    @Test
    void classLoaderOfTheOldRevisionIsCollected() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(5);
        var first = rig.bind(new ToyProtocol("0"));
        try (Client idle = rig.connect()) {
            idle.line();
            List<Future<Long>> clients = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                clients.add(pool.submit(counting(stop, started, i)));
            }
            started.await();
            ServiceReference<Protocol> serving = first;
            for (int revision = 1; revision <= 3; revision++) {
                serving = replace(serving, String.valueOf(revision), loaders);
                Thread.sleep(100);
            }
            var last = rig.bind(new ToyProtocol("last"));
            rig.unbind(serving);
            for (int i = 0; i < 50 && loaders.stream().anyMatch(l -> l.get() != null); i++) {
                System.gc();
                Thread.sleep(50);
            }
            assertThat(loaders).allMatch(loader -> loader.get() == null);
            assertThat(idle.ask("COUNT")).isEqualTo("last count 1");
            stop.set(true);
            for (Future<Long> client : clients) {
                client.get();
            }
            rig.unbind(last);
        }
    }

    private ServiceReference<Protocol> replace(
            ServiceReference<Protocol> old, String label, List<WeakReference<ClassLoader>> loaders) throws IOException {
        try (ToyLoader loader = new ToyLoader()) {
            loaders.add(new WeakReference<>(loader));
            ServiceReference<Protocol> next = rig.bind(loader.protocol(label));
            rig.unbind(old);
            return next;
        }
    }

    @Test
    void listenerThatStopsSaysSoAtABoundary() throws InterruptedException, ExecutionException {
        ToyProtocol toy = new ToyProtocol("a");
        rig.bind(toy);
        try (Client client = rig.connect();
                Client busy = rig.connect()) {
            client.line();
            busy.line();
            busy.send("WAIT\r\n");
            toy.awaitArrivals(1);
            Future<?> closed = pool.submit(() -> rig.listener().close());
            assertThat(client.line()).isEqualTo("BYE SHUTTING_DOWN");
            assertThat(client.line()).isEqualTo("<end>");
            toy.release();
            assertThat(busy.line()).isEqualTo("a waited");
            assertThat(busy.line()).isEqualTo("BYE SHUTTING_DOWN");
            closed.get();
            assertThat(toy.sessions()).isZero();
            assertThat(rig.service.get()).isNull();
        }
    }
}

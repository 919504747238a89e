package org.mailbay.queue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.store.AccountId;
import org.mailbay.store.Annex;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.MemoryStore;

/** A queue over a store in memory, with a transport that answers as the test says, and a clock that is set by hand. */
final class Rig implements AutoCloseable {
    /** What the transport was given. */
    record Carriage(
            String destination, String sender, List<String> recipients, String text, Map<String, String> parameters) {}

    final MemoryStore store = new MemoryStore();
    final List<Carriage> carried = new CopyOnWriteArrayList<>();
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T08:00:00.123456789Z"));
    volatile Function<Destination, Carried> answer =
            recipient -> new Carried.Taken("250 2.0.0 Ok", "mx.test [192.0.2.1]:25", false);
    Annex annex = store.annex();
    private final AtomicReference<Object> process = new AtomicReference<>(new Object());
    private final Map<String, Object> configuration = new HashMap<>(Map.of("hostname", "our.test", "drainSeconds", 1));
    MailQueue queue;

    Rig() throws IOException {
        queue = open();
    }

    /** @param more of the configuration */
    Rig(Map<String, Object> more) throws IOException {
        configuration.putAll(more);
        queue = open();
    }

    Rig(int commits) throws IOException {
        annex = new CutRoom(store.annex().room("queue"), commits);
        queue = open();
    }

    /** Nobody has a mailbox here. */
    private static final class Abroad implements Router {
        @Override
        public Routing route(String sender, String recipient) {
            return new Routing.Elsewhere(new Routing.Target.Remote(recipient, sender, Destination.MX), List.of());
        }

        @Override
        public boolean maySendAs(AccountId account, String address) {
            return false;
        }
    }

    volatile Router router = new Abroad();

    private MailQueue open() throws IOException {
        MailQueue opened =
                new MailQueue(Configurations.of(MailQueue.Config.class, configuration), annex, now::get, null);
        Object me = process.updateAndGet(before -> new Object());
        opened.bindRouter(router);
        opened.bindTransport(new Transport() {
            @Override
            public List<Carried> carry(Consignment consignment) {
                if (process.get() != me) {
                    // Whoever was killed reaches nobody.
                    return consignment.recipients().stream()
                            .<Carried>map(recipient -> new Carried.Later("421 4.3.2 killed", "", false))
                            .toList();
                }
                return Rig.this.carry(consignment);
            }

            @Override
            public List<String> explain(String destination) {
                return List.of("mx.test");
            }
        });
        return opened;
    }

    void restart() throws IOException {
        queue.stop();
        queue = open();
    }

    /** Another process on what the one before has left behind. */
    MailQueue killed() throws IOException {
        MailQueue before = queue;
        ((CutRoom) annex).cut();
        process.set(new Object());
        annex = store.annex();
        queue = open();
        return before;
    }

    void sendToMailboxes(String held, String sender, String... recipients) throws IOException {
        List<Destination> destinations = new ArrayList<>();
        for (String recipient : recipients) {
            destinations.add(new Destination(recipient, Map.of(), Destination.MAILBOX));
        }
        send(held, sender, Map.of(), destinations);
    }

    void sendHeld(String why, String sender, String... recipients) throws IOException {
        send(why, sender, Map.of(), recipients);
    }

    void send(String sender, Map<String, String> parameters, String... recipients) throws IOException {
        send("", sender, parameters, recipients);
    }

    private void send(String held, String sender, Map<String, String> parameters, String... recipients)
            throws IOException {
        List<Destination> destinations = new ArrayList<>();
        for (String recipient : recipients) {
            String[] words = recipient.split(" ", 2);
            destinations.add(new Destination(words[0], words.length == 1 ? Map.of() : Map.of("NOTIFY", words[1])));
        }
        send(held, sender, parameters, destinations);
    }

    private void send(String held, String sender, Map<String, String> parameters, List<Destination> destinations)
            throws IOException {
        Shipment shipment = new Shipment(
                new Envelope(sender, "trace", now.get()),
                parameters,
                destinations,
                new TenantId(1),
                new AccountId(5),
                "",
                held);
        byte[] bytes = "Subject: hello\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Leaving leaving = queue.begin(shipment, bytes.length)) {
            leaving.write(bytes, 0, bytes.length);
            leaving.send();
        }
    }

    /** Kinds of the entries that are left, but for what is always there. */
    List<String> entries() {
        List<String> kinds = new ArrayList<>();
        try {
            store.annex()
                    .room("queue")
                    .scan(new byte[] {'a'}, new byte[] {'z'}, (key, value) -> kinds.add(String.valueOf((char) key[0])));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        // The lane's own goes a moment after the last letter.
        kinds.removeIf("n"::equals);
        return kinds;
    }

    /** Lets time pass. */
    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
        queue.lookNow();
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited too long");
            }
            Thread.sleep(5);
        }
    }

    private List<Carried> carry(Consignment consignment) {
        try (InputStream content = consignment.content().open()) {
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            carried.add(new Carriage(
                    consignment.destination(),
                    consignment.sender(),
                    consignment.recipients().stream().map(Destination::address).toList(),
                    text,
                    consignment.parameters()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return consignment.recipients().stream().map(answer).toList();
    }

    @Override
    public void close() {
        queue.stop();
        store.close();
    }
}

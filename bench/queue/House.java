package queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Leaving;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.queue.MailQueue;
import org.mailbay.queue.QueueResource;
import org.mailbay.store.AccountId;
import org.mailbay.store.Annex;
import org.mailbay.store.TenantId;
import store.Stores;

/** A queue over the shipped drivers, with a transport that takes no time or as much as it is told. */
final class House implements AutoCloseable {
    private final Stores stores;
    private final MailQueue queue;
    final Wire transport = new Wire();

    private House(Stores stores) throws IOException {
        this.stores = stores;
        MailQueue.Config config = (MailQueue.Config) Proxy.newProxyInstance(
                MailQueue.class.getClassLoader(),
                new Class<?>[] {MailQueue.Config.class},
                (proxy, method, arguments) -> method.getDefaultValue());
        queue = new MailQueue(config, (Annex) stores.store);
        call("bindTransport", Transport.class, transport);
    }

    static House open(Path data) throws IOException {
        return new House(Stores.open(data));
    }

    private Object call(String name, Class<?> type, Object argument) {
        try {
            Method method = type == null
                    ? MailQueue.class.getDeclaredMethod(name)
                    : MailQueue.class.getDeclaredMethod(name, type);
            method.setAccessible(true);
            return type == null ? method.invoke(queue) : method.invoke(queue, argument);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    void send(int account, String recipient, int size) throws IOException {
        Shipment shipment = new Shipment(
                new Envelope("sender" + account + "@our.test", "bench", Instant.now()),
                Map.of(),
                List.of(new Destination(recipient, Map.of())),
                new TenantId(account),
                new AccountId(account),
                "");
        byte[] bytes = ("Subject: bench\r\n\r\n" + "x".repeat(size) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Leaving leaving = queue.begin(shipment, bytes.length)) {
            leaving.write(bytes, 0, bytes.length);
            leaving.send();
        }
    }

    void sendUnchecked(int account, String recipient, int size) {
        try {
            send(account, recipient, size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has destinations tried again that were dead. */
    void retry(int destinations) throws IOException, AdminProblem {
        QueueResource resource = new QueueResource(queue);
        for (int i = 0; i < destinations; i++) {
            resource.handle(new AdminRequest(
                    "POST",
                    List.of("destinations", "d" + i + ".test", "retry"),
                    Map.of(),
                    Map.of(),
                    new byte[0],
                    "bench"));
        }
    }

    /** Waits until so many messages are left. */
    void await(long left) throws InterruptedException {
        while ((long) call("messages", null, null) > left) {
            Thread.sleep(5);
        }
    }

    @Override
    public void close() throws IOException {
        call("stop", null, null);
        stores.close();
    }

    /** Where the messages go. */
    static final class Wire implements Transport {
        final AtomicLong carried = new AtomicLong();
        volatile boolean isDead;
        volatile int millis;
        volatile Consumer<String> watch = address -> {};

        @Override
        public List<Carried> carry(Consignment consignment) {
            if (isDead) {
                return consignment.recipients().stream()
                        .<Carried>map(one -> new Carried.Later("421 4.3.2 closed", "", true))
                        .toList();
            }
            consignment.recipients().forEach(one -> watch.accept(one.address()));
            try {
                if (millis > 0) {
                    Thread.sleep(millis);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            carried.incrementAndGet();
            return consignment.recipients().stream()
                    .<Carried>map(one -> new Carried.Taken("250 2.0.0 Ok", "sink", false))
                    .toList();
        }

        @Override
        public List<String> explain(String destination) {
            return List.of("sink");
        }
    }
}

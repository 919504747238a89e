package load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A closed loop: each connection sends its next message when the last one is acknowledged. */
final class Sending {
    private static final AtomicLong IDS = new AtomicLong();
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);

    private final int port;
    private final Messages messages;
    private final int users;

    /** Sends to the users u1 to u{@code users} in turn. */
    Sending(int port, Messages messages, int users) {
        this.port = port;
        this.messages = messages;
        this.users = users;
    }

    static String nextId() {
        return RUN + "." + IDS.incrementAndGet();
    }

    /** Nanoseconds until {@code count} messages were acknowledged. */
    long run(int connections, int count) throws IOException, InterruptedException {
        List<Smtp> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            clients.add(new Smtp(port));
        }
        AtomicInteger next = new AtomicInteger();
        long begun = System.nanoTime();
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
            List<Future<Void>> running = new ArrayList<>();
            for (Smtp client : clients) {
                running.add(threads.submit(() -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        client.send(Server.address(1 + i % users), messages.get(i, nextId()));
                    }
                    return null;
                }));
            }
            for (Future<Void> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        long took = System.nanoTime() - begun;
        for (Smtp client : clients) {
            client.close();
        }
        return took;
    }
}

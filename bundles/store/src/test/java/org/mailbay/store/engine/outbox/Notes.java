package org.mailbay.store.engine.outbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.spi.OutboxWorker;

/** A worker that notes what it was given. */
class Notes implements OutboxWorker {
    /** Account and payload. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    private final String topic;

    Notes(String topic) {
        this.topic = topic;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public void work(AccountId account, byte[] payload) throws IOException {
        seen.add(account + " " + new String(payload, StandardCharsets.UTF_8));
    }

    /** Asks a topic for something. */
    static void ask(Account account, String topic, String what) throws IOException {
        account.write(tx -> {
            tx.outbox(topic, what.getBytes(StandardCharsets.UTF_8));
            return true;
        });
    }

    /** Waits until it is so, within a bound that is no measure of anything. */
    static void until(BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not come to be");
            }
            Thread.sleep(2);
        }
    }
}

package org.mailbay.queue;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.mailbay.delivery.Envelope;
import org.mailbay.delivery.Shipment;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.RelayObserver;
import org.mailbay.delivery.spi.RelayObserver.State;
import org.mailbay.queue.Item.Recipient;
import org.mailbay.store.AccountId;
import org.mailbay.store.Room.Change;
import org.mailbay.store.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells observers what became of recipients, at least once each: what is to be told is written with what happened. */
final class News implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(News.class);
    private static final int AT_ONCE = 200;
    private static final long RETRY_SECONDS = 5;

    private final Waiting waiting;
    private final List<RelayObserver> observers = new CopyOnWriteArrayList<>();
    private final ReentrantLock telling = new ReentrantLock();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("queue-news").factory());
    private final AtomicBoolean isSoon = new AtomicBoolean();
    private volatile boolean stopped;

    News(Waiting waiting) {
        this.waiting = waiting;
        timer.setRemoveOnCancelPolicy(true);
    }

    void bind(RelayObserver observer) {
        observers.add(observer);
        soon();
    }

    /** When it returns, nobody is inside it. */
    void unbind(RelayObserver observer) {
        observers.remove(observer);
        telling.lock();
        telling.unlock();
    }

    /** The changes that have what happened told; none when nobody asked to be told of the letter. */
    List<Change> of(Tried tried) throws IOException {
        List<Change> changes = new ArrayList<>();
        if (tried.letter().origin().isEmpty() || tried.letter().isReport()) {
            return changes;
        }
        add(
                changes,
                tried,
                tried.taken(),
                tried.item().lane().destination().kind() == Lane.Way.MAILBOX ? State.DELIVERED : State.RELAYED);
        add(changes, tried, tried.reporting(), State.RELAYED);
        add(changes, tried, tried.failed(), State.FAILED);
        if (tried.item().attempts() == 0) {
            add(changes, tried, tried.left(), State.QUEUED);
        }
        return changes;
    }

    private void add(List<Change> changes, Tried tried, List<Recipient> recipients, State state) throws IOException {
        Letter letter = tried.letter();
        for (Recipient recipient : recipients) {
            Out row = new Out()
                    .number(state.ordinal())
                    .text(recipient.address())
                    .text(recipient.reply())
                    .text(letter.sender())
                    .text(letter.traceId())
                    .number(letter.received().toEpochMilli())
                    .number(letter.tenant().number())
                    .number(letter.account().number())
                    .text(letter.origin());
            changes.add(new Change(Keys.news(waiting.number()), row.done()));
        }
    }

    /** There may be something to tell. */
    void soon() {
        if (isSoon.compareAndSet(false, true)) {
            schedule(0);
        }
    }

    private void schedule(long seconds) {
        try {
            timer.schedule(this::work, seconds, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // Closed: what is left is told after the next start.
            LOG.debug("event=queue-news outcome=stopped");
        }
    }

    private void work() {
        isSoon.set(false);
        telling.lock();
        try {
            if (!observers.isEmpty() && !tellAll()) {
                schedule(RETRY_SECONDS);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=queue-news outcome=deferred reason=\"{}\"", e.toString());
            schedule(RETRY_SECONDS);
        } finally {
            telling.unlock();
        }
    }

    /** Whether everybody listened. */
    private boolean tellAll() throws IOException {
        boolean isAll = true;
        byte[] from = Keys.first('o');
        while (!stopped) {
            List<byte[]> keys = new ArrayList<>();
            List<byte[]> rows = new ArrayList<>();
            waiting.room().scan(from, Keys.after('o'), (key, value) -> {
                keys.add(key);
                rows.add(value);
                return keys.size() < AT_ONCE;
            });
            if (keys.isEmpty()) {
                return isAll;
            }
            List<Change> told = new ArrayList<>();
            for (int i = 0; i < keys.size() && !stopped; i++) {
                if (isTold(rows.get(i))) {
                    told.add(new Change(keys.get(i), null));
                } else {
                    isAll = false;
                }
            }
            waiting.commit(told);
            from = Arrays.copyOf(keys.getLast(), keys.getLast().length + 1);
        }
        return true;
    }

    private boolean isTold(byte[] row) {
        try {
            tell(row);
            return true;
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warn("event=queue-news outcome=deferred reason=\"{}\"", e.toString());
            return false;
        }
    }

    private void tell(byte[] row) throws IOException {
        In in = new In(row);
        State state = in.of(State.values());
        String address = in.text();
        String reply = in.text();
        String sender = in.text();
        String traceId = in.text();
        Instant received = Instant.ofEpochMilli(in.number());
        Shipment shipment = new Shipment(
                new Envelope(sender, traceId, received),
                Map.of(),
                List.of(new Destination(address, Map.of())),
                new TenantId(in.number()),
                new AccountId(in.number()),
                in.text());
        for (RelayObserver observer : observers) {
            observer.changed(shipment, address, state, reply);
        }
    }

    @Override
    public void close() {
        stopped = true;
        timer.shutdownNow();
        telling.lock();
        telling.unlock();
    }
}

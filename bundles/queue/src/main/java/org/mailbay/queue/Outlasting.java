package org.mailbay.queue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Room.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Attempts that outlast an update of this bundle: the revision that goes writes down what it still tries, the one that comes leaves it alone until
 * the old one has settled it. After a kill nobody tries it any more, and it is tried again at once.
 */
final class Outlasting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outlasting.class);
    /** No attempt takes longer; one that has not ended then never will. */
    private static final Duration LONGEST = Duration.ofHours(2);

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Waiting waiting;
    private final Locks locks;
    private final Stock stock;
    private final InstantSource clock;
    private final String process;
    private final Map<Item.Id, Long> bytes = new ConcurrentHashMap<>();
    private final Set<Item.Id> left = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;
    private @Nullable Thread watch;

    Outlasting(Waiting waiting, Locks locks, Stock stock, InstantSource clock) {
        this.waiting = waiting;
        this.locks = locks;
        this.stock = stock;
        this.clock = clock;
        ProcessHandle self = ProcessHandle.current();
        process = self.pid() + " "
                + self.info().startInstant().map(Instant::toString).orElse("");
    }

    /** Finds what the revision before still tries. */
    void start() throws IOException {
        List<Change> over = new ArrayList<>();
        for (Item.Id id : read(over)) {
            Letter letter = waiting.letter(id.letter());
            bytes.put(id, letter == null ? 0 : letter.blob().size());
        }
        waiting.commit(over);
        if (!bytes.isEmpty()) {
            LOG.info("event=queue-outlasting attempts={}", bytes.size());
            watch = Thread.ofVirtual().name("queue-outlasting").start(this::watch);
        }
    }

    /** @param over changes that remove what no process tries any more */
    private Set<Item.Id> read(List<Change> over) throws IOException {
        Set<Item.Id> tried = ConcurrentHashMap.newKeySet();
        waiting.room().scan(Keys.first('u'), Keys.after('u'), (key, value) -> {
            In in = new In(value);
            if (in.text().equals(process) && Instant.ofEpochMilli(in.number()).isAfter(clock.instant())) {
                tried.add(Keys.itemOf(key));
            } else {
                over.add(new Change(key, null));
            }
            return true;
        });
        return tried;
    }

    private void watch() {
        while (!stopped && !bytes.isEmpty()) {
            LockSupport.parkNanos(LOOK.toNanos());
            try {
                List<Change> over = new ArrayList<>();
                Set<Item.Id> tried = read(over);
                waiting.commit(over);
                for (Item.Id id : List.copyOf(bytes.keySet())) {
                    if (!tried.contains(id)) {
                        ended(id);
                    }
                }
            } catch (IOException | RuntimeException e) {
                LOG.warn("event=queue-outlasting outcome=unread reason=\"{}\"", e.toString());
            }
        }
    }

    /** The other revision settled it, which did not see what this one did to the letter meanwhile. */
    private void ended(Item.Id id) throws IOException {
        Lock lock = locks.of(id.letter());
        lock.lock();
        try {
            Letter letter = waiting.letter(id.letter());
            if (letter != null && waiting.items(id.letter(), 0, 1).isEmpty()) {
                waiting.commit(Waiting.remove(letter));
                waiting.forget(letter.blob());
                letter = null;
            }
            if (letter == null) {
                stock.gone(id.letter(), bytes.getOrDefault(id, 0L));
            }
        } finally {
            lock.unlock();
        }
        bytes.remove(id);
    }

    /** Whether the revision before still tries it. */
    boolean has(Item.Id id) {
        return bytes.containsKey(id);
    }

    /** This revision goes, and still tries these. */
    void leave(Collection<Item.Id> tried) throws IOException {
        left.addAll(tried);
        byte[] row = new Out()
                .text(process)
                .number(clock.instant().plus(LONGEST).toEpochMilli())
                .done();
        waiting.commit(
                tried.stream().map(id -> new Change(Keys.outlasting(id), row)).toList());
    }

    /** The change that says that an attempt is over, with what came of it. */
    List<Change> over(Item.Id id) {
        return left.contains(id) ? List.of(new Change(Keys.outlasting(id), null)) : List.of();
    }

    /** An attempt is over, settled or not. */
    void isOver(Item.Id id) {
        try {
            waiting.commit(over(id));
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=queue-outlasting outcome=unwritten letter={} reason=\"{}\"", id.letter(), e.toString());
        }
    }

    @Override
    public void close() {
        stopped = true;
        Thread watching = watch;
        if (watching != null) {
            LockSupport.unpark(watching);
            try {
                watching.join(LOOK.multipliedBy(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

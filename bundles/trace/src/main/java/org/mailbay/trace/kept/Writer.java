package org.mailbay.trace.kept;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.mailbay.store.Room;
import org.mailbay.store.Room.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes notes, on one thread: what came in some milliseconds is one commit, what happened to one message meanwhile one entry. */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int BATCH = 450; // at most four changes a note, and one for each slot
    private static final int MOST_IN_ENTRY = Room.MAX_VALUE - StoredEvent.MAX_BYTES;
    private static final long MOST_BYTES = 64L << 20;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int TRIES = 120;
    private static final int TRIES_AT_END = 6;
    private static final int REMEMBERED = 10_000;

    private final Room room;
    private final Sizes sizes;
    private final BlockingQueue<Note> waiting;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private final Map<String, Boolean> alive = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Thread thread;
    private long done;
    private long lostAndSaid;
    private int sequence;
    private volatile boolean stopping;
    private volatile boolean failing;

    Writer(Room room, Sizes sizes, int most, int firstSequence) {
        this.room = room;
        this.sizes = sizes;
        waiting = new ArrayBlockingQueue<>(most);
        sequence = firstSequence;
        thread = Thread.ofPlatform().name("trace-writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Takes a note, if there is room; at once. */
    void add(Note note) {
        if (stopping || waitingBytes.addAndGet(note.bytes().length) > MOST_BYTES || !waiting.offer(note)) {
            if (!stopping) {
                waitingBytes.addAndGet(-note.bytes().length);
            }
            lost.incrementAndGet();
            return;
        }
        taken.incrementAndGet();
    }

    /** Counts an event that cannot be written. */
    void lose() {
        lost.incrementAndGet();
    }

    /** Waits until what came before is written, within a bound. */
    void flush(long nanos) {
        long target = taken.get();
        long left = nanos;
        lock.lock();
        try {
            while (done < target && left > 0) {
                LockSupport.unpark(thread);
                left = progress.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits and ends. */
    void stop(long millis) {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!waiting.isEmpty()) {
            LOG.error("event=trace-stop outcome=lost events={}", waiting.size());
        }
    }

    long waiting() {
        return waiting.size();
    }

    long taken() {
        return taken.get();
    }

    long lost() {
        return lost.get();
    }

    long commits() {
        return commits.get();
    }

    long failures() {
        return failures.get();
    }

    /** Whether the last commit failed. */
    boolean isFailing() {
        return failing;
    }

    private void run() {
        List<Note> batch = new ArrayList<>(BATCH);
        while (!stopping || !waiting.isEmpty()) {
            try {
                Note first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    sayLost();
                    continue;
                }
                batch.add(first);
            } catch (InterruptedException e) {
                stopping = true; // nobody else owns this thread: go on to the end
                continue;
            }
            if (!stopping && waiting.size() < BATCH) {
                LockSupport.parkNanos(this, PAUSE);
            }
            waiting.drainTo(batch, BATCH - 1);
            write(batch);
            finish(batch);
            batch.clear();
            sayLost();
        }
    }

    private void finish(List<Note> batch) {
        long bytes = 0;
        for (Note note : batch) {
            bytes += note.bytes().length;
        }
        waitingBytes.addAndGet(-bytes);
        lock.lock();
        try {
            done += batch.size();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void sayLost() {
        long now = lost.get();
        if (now != lostAndSaid) {
            LOG.warn("event=trace outcome=lost events={} waiting={}", now - lostAndSaid, waiting.size());
            lostAndSaid = now;
        }
    }

    /** The same keys each time, so that it may be tried again whatever became of a commit that failed. */
    private void write(List<Note> batch) {
        List<Change> changes = changes(batch);
        for (int tried = 1; ; tried++) {
            try {
                room.commit(changes);
                commits.incrementAndGet();
                failing = false;
                return;
            } catch (IOException | RuntimeException e) {
                failures.incrementAndGet();
                if (!failing) {
                    LOG.error("event=trace-commit outcome=failed events={}", batch.size(), e);
                }
                failing = true;
                if (tried >= (stopping ? TRIES_AT_END : TRIES)) {
                    lost.addAndGet(batch.size());
                    return;
                }
                LockSupport.parkNanos(this, AGAIN);
            }
        }
    }

    private List<Change> changes(List<Note> batch) {
        Map<String, List<Note>> byId = new LinkedHashMap<>();
        batch.forEach(
                note -> byId.computeIfAbsent(note.id(), id -> new ArrayList<>()).add(note));
        List<Change> changes = new ArrayList<>(batch.size() * 3);
        Map<Integer, Long> written = new LinkedHashMap<>();
        byId.forEach((id, notes) -> {
            events(id, notes, changes);
            Set<String> addresses = new LinkedHashSet<>();
            for (Note note : notes) {
                int slot = Keys.slot(note.millis());
                written.merge(slot, (long) note.bytes().length + id.length(), Long::sum);
                byte[] life = Keys.life(slot, id);
                if (alive.put(slot + id, true) == null) {
                    changes.add(new Change(life, new byte[0]));
                }
                for (String address : note.addresses()) {
                    if (addresses.add(address)) {
                        long began = note.began();
                        byte[] key = Keys.address(Keys.slot(began), address, began, id);
                        byte[] value = address.getBytes(StandardCharsets.UTF_8);
                        changes.add(new Change(key, value));
                        written.merge(slot, (long) key.length + value.length, Long::sum);
                    }
                }
            }
        });
        written.forEach((slot, bytes) -> changes.add(sizes.add(slot, bytes)));
        return changes;
    }

    private void events(String id, List<Note> notes, List<Change> changes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long millis = notes.getFirst().millis();
        for (Note note : notes) {
            // An entry is removed by its time as a whole
            if (bytes.size() > MOST_IN_ENTRY || Keys.slot(millis) != Keys.slot(note.millis())) {
                changes.add(new Change(Keys.event(id, millis, sequence++), bytes.toByteArray()));
                bytes.reset();
                millis = note.millis();
            }
            bytes.writeBytes(note.bytes());
        }
        changes.add(new Change(Keys.event(id, millis, sequence++), bytes.toByteArray()));
    }

    /** The value of a size. */
    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }
}

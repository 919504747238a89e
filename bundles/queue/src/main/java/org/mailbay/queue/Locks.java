package org.mailbay.queue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Who changes a letter's entries: one at a time, and what is written in several commits is known to be on its way. */
final class Locks {
    private final ReentrantLock[] letters =
            Stream.generate(ReentrantLock::new).limit(256).toArray(ReentrantLock[]::new);
    private final Map<Long, Boolean> writing = new ConcurrentHashMap<>();
    private final AtomicLong edits = new AtomicLong();

    /** For what of a letter is changed; blocks. Another letter may share it. */
    ReentrantLock of(long letter) {
        return letters[(int) (letter % letters.length)];
    }

    /** Something that is done under locks. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Does something for which many letters are changed; blocks. */
    void with(Stream<Long> many, Work work) throws IOException {
        // In one order, so that nobody waits for who waits for them.
        List<ReentrantLock> held = many.map(letter -> (int) (letter % letters.length))
                .distinct()
                .sorted()
                .map(index -> letters[index])
                .toList();
        held.forEach(ReentrantLock::lock);
        try {
            work.run();
        } finally {
            held.forEach(ReentrantLock::unlock);
        }
    }

    /** From now on places of this letter may be there while it is not, or is held. */
    void begin(long letter) {
        writing.put(letter, true);
    }

    /** The letter is as it stays. */
    void end(long letter) {
        writing.remove(letter);
    }

    /** Whether it is between {@link #begin} and {@link #end}: to be asked before the letter is read. */
    boolean isBeingWritten(long letter) {
        return writing.containsKey(letter);
    }

    /** An administrator changed work: to be said before it is read, under the letter's lock. */
    void edited() {
        edits.incrementAndGet();
    }

    /** Changes with each {@link #edited}. */
    long edits() {
        return edits.get();
    }
}

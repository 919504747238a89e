package org.mailbay.queue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Room.Change;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After a start, in the background: counts the letters, and removes what a kill left behind, content that belongs to none. */
final class Sweep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    /** From the end of a message's content to its entry it takes a moment; what has none for so long never will. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private static final int PAGE = 1_000;
    private static final int MOST = 100_000;

    private final Waiting waiting;
    private final Stock stock;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("queue-sweep").factory());
    private volatile boolean stopped;

    Sweep(Waiting waiting, Stock stock) {
        this.waiting = waiting;
        this.stock = stock;
    }

    void start() {
        long end = waiting.end();
        stock.count(end);
        thread.submit(() -> count(end));
        thread.submit(() -> removeUncounted(end));
        thread.submit(this::look);
    }

    private void count(long end) {
        try {
            waiting.room().scan(Keys.first('m'), Keys.letter(end), (key, value) -> {
                long number = Keys.letterOf(key);
                stock.found(number, size(number, value));
                return !stopped;
            });
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=queue-count outcome=failed reason=\"{}\"", e.toString());
        }
        stock.countEnds();
    }

    private static long size(long number, byte[] row) throws IOException {
        try {
            return Letter.read(number, row).blob().size();
        } catch (In.Damaged e) {
            LOG.error("event=queue-damaged letter={}", number, e);
            return 0;
        }
    }

    /** Work whose letter was never written: a message of many commits, cut off between them. */
    private void removeUncounted(long end) {
        try {
            byte[] from = Keys.first('w');
            while (!stopped) {
                List<Item> page = new ArrayList<>();
                byte[][] last = {null};
                waiting.room().scan(from, Keys.items(end), (key, value) -> {
                    last[0] = key;
                    read(key, value, page);
                    return page.size() < PAGE;
                });
                if (last[0] == null) {
                    return;
                }
                from = Arrays.copyOf(last[0], last[0].length + 1);
                removeUncounted(page);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=queue-sweep outcome=failed reason=\"{}\"", e.toString());
        }
    }

    private static void read(byte[] key, byte[] value, List<Item> page) throws IOException {
        try {
            page.add(Item.read(Keys.itemOf(key), value));
        } catch (In.Damaged e) {
            LOG.error("event=queue-damaged letter={}", Keys.itemOf(key).letter(), e);
        }
    }

    private void removeUncounted(List<Item> page) throws IOException {
        List<Long> letters =
                page.stream().map(item -> item.id().letter()).distinct().toList();
        List<byte @Nullable []> rows =
                waiting.room().getMany(letters.stream().map(Keys::letter).toList());
        List<Change> changes = new ArrayList<>();
        for (Item item : page) {
            if (rows.get(Collections.binarySearch(letters, item.id().letter())) == null) {
                // Nothing if it was settled meanwhile, together with its letter.
                changes.add(Waiting.leave(item));
                changes.add(new Change(Keys.item(item.id()), null));
            }
        }
        waiting.commit(changes);
    }

    private void look() {
        List<BlobRef> page = new ArrayList<>();
        List<BlobRef> lost = new ArrayList<>();
        try {
            waiting.room().blobs(blob -> {
                page.add(blob);
                if (page.size() == PAGE) {
                    lost.addAll(lost(page));
                    page.clear();
                }
                return !stopped && lost.size() < MOST;
            });
            lost.addAll(lost(page));
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=queue-sweep outcome=failed reason=\"{}\"", e.toString());
        }
        if (!lost.isEmpty() && !stopped) {
            thread.schedule(() -> remove(lost), GRACE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private List<BlobRef> lost(List<BlobRef> blobs) {
        try {
            List<byte[]> rows = waiting.room()
                    .getMany(blobs.stream().map(blob -> Keys.blob(blob.name())).toList());
            List<BlobRef> lost = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                if (rows.get(i) == null) {
                    lost.add(blobs.get(i));
                }
            }
            return lost;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void remove(List<BlobRef> lost) {
        for (int from = 0; from < lost.size() && !stopped; from += PAGE) {
            List<BlobRef> still = lost(lost.subList(from, Math.min(lost.size(), from + PAGE)));
            try {
                waiting.room().remove(still);
                LOG.info("event=queue-sweep outcome=removed blobs={}", still.size());
            } catch (IOException e) {
                LOG.warn("event=queue-sweep outcome=failed reason=\"{}\"", e.toString());
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.shutdownNow();
    }
}

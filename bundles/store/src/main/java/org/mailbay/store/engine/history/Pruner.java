package org.mailbay.store.engine.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.OpenRecords;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.engine.record.UndoRow;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Table;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is older than the retention: a while after the start, then every hour; beside the writers, in small batches. */
@Component(service = Pruner.class, immediate = true)
public final class Pruner {
    private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);
    private static final int MOST = 500;
    private static final long FIRST_MINUTES = 5;
    private static final long EVERY_MINUTES = 60;

    private final JmapStore store;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("store-history").daemon().factory());
    private volatile boolean stopped;

    @Activate
    public Pruner(@Reference JmapStore store) {
        this.store = store;
        timer.scheduleWithFixedDelay(this::run, FIRST_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    @Deactivate
    public void stop() {
        stopped = true;
        timer.shutdown();
        boolean interrupted = false;
        try {
            timer.awaitTermination(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            prune();
        } catch (IOException | RuntimeException e) {
            LOG.warn("event=history-prune outcome=failed reason=\"{}\"", e.getMessage());
        }
    }

    /** Goes through all accounts once; gives back how many rows it removed. */
    public long prune() throws IOException {
        store.abandon(null);
        long removed = 0;
        int failed = 0;
        IOException why = null;
        for (AccountId id : store.accounts()) {
            try {
                removed += prune(id);
            } catch (IOException e) {
                failed++;
                why = e;
            }
            if (stopped) {
                break;
            }
        }
        if (why != null) {
            throw new IOException(failed + " accounts, such as: " + why.getMessage(), why);
        }
        if (removed > 0) {
            LOG.info("event=history-prune outcome=done rows={}", removed);
        }
        return removed;
    }

    private long prune(AccountId id) throws IOException {
        Space space = store.space(id);
        long removed = 0;
        for (int some = MOST; space != null && some >= MOST && !stopped; removed += some) {
            OpenRecords opened = space.shard().records().enter();
            try {
                some = some(opened, id);
            } finally {
                space.shard().records().exit();
            }
        }
        return removed;
    }

    /** Removes the oldest transactions' rows and says so, together. */
    private int some(OpenRecords opened, AccountId id) throws IOException {
        long retention = store.limits().retention().toMillis();
        long oldest = retention == 0 ? Long.MAX_VALUE : store.now() - retention;
        List<byte[]> keys = new ArrayList<>();
        byte[] first = Keys.undos(id);
        opened.records().scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
            if (Keys.isFirstUndo(key) && (keys.size() >= MOST || UndoRow.millisOf(value) >= oldest)) {
                return false;
            }
            keys.add(key);
            return true;
        });
        if (keys.isEmpty()) {
            return 0;
        }
        byte[] past = Keys.past(id);
        byte[] stored = opened.records().get(Table.SYS, past);
        Batch.Builder batch = Batch.builder();
        keys.forEach(key -> batch.delete(Table.SYS, key));
        if (stored == null) {
            batch.when(new Batch.ExpectAbsent(Table.SYS, past));
        } else {
            batch.put(Table.SYS, past, Scalars.number(Keys.modSeqOfUndo(keys.getLast())))
                    .when(new Batch.Expect(Table.SYS, past, stored));
        }
        try {
            opened.commit(batch);
        } catch (PreconditionFailed e) {
            return 0; // Somebody turned keeping on or off meanwhile: the next hour sees to it.
        }
        return keys.size();
    }
}

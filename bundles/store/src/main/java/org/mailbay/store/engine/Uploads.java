package org.mailbay.store.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploads of one account that nothing refers to yet, oldest first: bounded, apart from the account's quota (RFC 8620 §6).
 *
 * <p>Each is a hold and a row that says when it came. One thread at a time.
 */
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private static final int ROWS_AT_ONCE = 1_000;

    /** How often it is looked which of them are referred to, when there is no room. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AccountId account;
    private final long mostBytes;
    private final int most;
    private final BlobGuard guard;

    private @Nullable OpenRecords of;
    private Map<BlobRef, Upload> uploads = Map.of();
    private long looked;

    /** @param at and {@code until}: milliseconds since 1970 */
    private record Upload(BlobRef ref, long at, long until) {}

    Uploads(AccountId account, Limits limits, BlobGuard guard) {
        this.account = account;
        this.guard = guard;
        mostBytes = limits.uploadBytes();
        most = limits.uploads();
        looked = System.nanoTime() - LOOK_NANOS;
    }

    /** Whether a blob of this size has room when nothing else is there. */
    boolean mayHave(long size) {
        return size <= mostBytes;
    }

    /** Holds a blob, which counts anew if it is there; what has no room beside it goes. */
    void add(OpenRecords shard, BlobRef ref, long now, long until) throws IOException, PreconditionFailed {
        Map<BlobRef, Upload> next = new LinkedHashMap<>(load(shard));
        of = null; // until all is committed, what is known is not what the records hold
        List<byte[]> rows = new ArrayList<>();
        Upload again = next.remove(ref);
        if (again != null) {
            rows.add(row(again));
        }
        forget(next, rows, upload -> upload.until <= now);
        if (!fits(next, ref) && System.nanoTime() - looked >= LOOK_NANOS) {
            forget(next, rows, upload -> isReferredTo(shard, upload.ref));
            looked = System.nanoTime();
        }
        while (!fits(next, ref)) {
            Upload oldest = next.values().iterator().next();
            next.remove(oldest.ref);
            evict(shard, oldest, rows);
        }
        commit(shard, rows, new Upload(ref, now, until));
        next.put(ref, new Upload(ref, now, until));
        uploads = next;
        of = shard;
    }

    private Map<BlobRef, Upload> load(OpenRecords shard) throws IOException {
        if (of == shard) {
            return uploads;
        }
        Map<BlobRef, Upload> found = new LinkedHashMap<>();
        byte[] first = Keys.uploads(account);
        shard.records().scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
            BlobRow row = BlobRow.read(Keys.holdOf(key), value);
            found.put(row.ref(), new Upload(row.ref(), Keys.timeOfUpload(key), row.until()));
            return true;
        });
        return found;
    }

    private interface Test {
        boolean holds(Upload upload) throws IOException;
    }

    /** Their holds stay, as long as they were to. */
    private void forget(Map<BlobRef, Upload> next, List<byte[]> rows, Test test) throws IOException {
        for (Upload upload : List.copyOf(next.values())) {
            if (test.holds(upload)) {
                next.remove(upload.ref);
                rows.add(row(upload));
            }
        }
    }

    private boolean fits(Map<BlobRef, Upload> others, BlobRef ref) {
        long bytes = ref.size();
        for (Upload upload : others.values()) {
            bytes += upload.ref.size();
        }
        return others.isEmpty() || bytes <= mostBytes && others.size() < most;
    }

    /** Whether an object of any account does: in a shared account what one uploaded is another's object. */
    private static boolean isReferredTo(OpenRecords shard, BlobRef ref) throws IOException {
        boolean[] found = {false};
        byte[] first = Keys.rows(ref);
        shard.records().scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
            found[0] = BlobRow.read(key, value).isReference();
            return !found[0];
        });
        return found[0];
    }

    // RFC 8620 §6: what is over goes in date order, oldest first
    private void evict(OpenRecords shard, Upload oldest, List<byte[]> rows) throws IOException {
        rows.add(row(oldest));
        byte[] key = Keys.hold(oldest.ref, account);
        byte[] hold = shard.records().get(Table.SYS, key);
        if (hold != null && BlobRow.read(key, hold).until() <= oldest.until) { // nobody else wants it for longer
            rows.add(key);
        }
        guard.evicted(oldest.ref.size());
        LOG.info("event=upload-evicted account={} bytes={}", account, oldest.ref.size());
    }

    private void commit(OpenRecords shard, List<byte[]> gone, Upload upload) throws IOException, PreconditionFailed {
        Batch.Builder batch = Batch.builder();
        for (byte[] row : gone) {
            batch.delete(Table.SYS, row);
            if (batch.size() >= ROWS_AT_ONCE) {
                shard.commit(batch);
                batch = Batch.builder();
            }
        }
        byte[] key = Keys.hold(upload.ref, account);
        byte[] value = BlobRow.value(upload.ref.size(), upload.until);
        byte[] held = shard.records().get(Table.SYS, key);
        if (held == null || BlobRow.read(key, held).until() < upload.until) {
            batch.put(Table.SYS, key, value);
        }
        shard.commit(batch.put(Table.SYS, row(upload), value));
    }

    private byte[] row(Upload upload) {
        return Keys.upload(account, upload.at, upload.ref);
    }
}

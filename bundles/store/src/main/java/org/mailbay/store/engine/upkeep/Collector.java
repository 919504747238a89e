package org.mailbay.store.engine.upkeep;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.engine.OpenRecords;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Table;

/**
 * Collects a shard's garbage: rows about blobs whose time is over, and blobs without a row.
 *
 * <p>Walks in slices of the names, beside the rows about them, which are in the same order. A kill at any point harms nothing: rows
 * go only when their time is over, and a blob goes only after a commit that proved that there is no row about it.
 */
final class Collector {
    private static final long YEAR = Duration.ofDays(366).toMillis();
    private static final int PAGE = 1_000;
    private static final int MOST_EXPIRED = 10_000;
    private static final int ROWS_AT_ONCE = 500;
    /** Seals wait for these to be removed. */
    private static final int BLOBS_AT_ONCE = 64;

    /** From this size on a blob is a file of its own, and takes as long as so many small ones. */
    private static final int LARGE = 256 << 10;

    private static final int LARGE_COUNTS = 16;

    /** Says whose an account is. */
    interface Tenants {
        /** The tenant's number; -1 when there is no such account. */
        long of(AccountId account) throws IOException;
    }

    /** Lets others go first. */
    interface Pace {
        /** Waits as long as it should after so many operations; false when the walk is to end. */
        boolean next(int operations);
    }

    /** A row and where it stands. */
    private record Stored(byte[] key, byte[] value, BlobRow row) {}

    private final Ward shard;
    private final Gate gate;
    private final Tenants tenants;
    private final Pace pace;
    private final int slice;
    private final long now;
    private final long oldEnough;
    private final boolean removes;

    private final Garbage found = new Garbage();
    private final List<Stored> expired = new ArrayList<>();
    private final List<BlobRef> doomed = new ArrayList<>();
    private final Set<BlobRef> lonely = new HashSet<>();
    private boolean over;

    /**
     * A walk.
     *
     * @param slice blobs to look at at once, at most, about
     * @param age how long a blob must be without rows before it goes
     * @param removes false for a preview
     */
    Collector(Ward shard, Gate gate, Tenants tenants, Pace pace, int slice, long now, Duration age, boolean removes) {
        this.shard = shard;
        this.gate = gate;
        this.tenants = tenants;
        this.pace = pace;
        this.slice = slice;
        this.now = now;
        oldEnough = now - age.toMillis();
        this.removes = removes;
    }

    /** Walks over all. */
    Garbage run() throws IOException {
        for (Slice part : Slice.all(shard.<Long>blobs(Collector::count), slice)) {
            slice(part);
            if (over) {
                break;
            }
        }
        return found;
    }

    private static long count(BlobStore blobs) throws IOException {
        long[] count = {0};
        blobs.list(ref -> ++count[0] > 0);
        return count[0];
    }

    private void slice(Slice part) throws IOException {
        lonely.clear();
        Slice.Names names = shard.blobs(part::names);
        byte[] from = part.first();
        List<Stored> page;
        OfOne ofOne = null;
        do {
            page = page(from, part.after());
            for (Stored stored : page) {
                if (ofOne == null || !ofOne.ref.equals(stored.row().ref())) {
                    conclude(ofOne, names);
                    ofOne = new OfOne(stored.row());
                }
                row(stored, ofOne);
            }
            if (!page.isEmpty()) {
                from = after(page.getLast().key());
            }
            if (expired.size() >= MOST_EXPIRED) {
                deleteRows();
            }
            over |= !pace.next(page.size());
        } while (page.size() == PAGE && !over);
        if (over) {
            return;
        }
        conclude(ofOne, names);
        for (BlobRef ref : names.unmarked()) {
            lonely(ref, -1);
        }
        deleteRows();
        forget(part);
        removeBlobs();
    }

    /** What the rows about one blob say. */
    private static final class OfOne {
        private final BlobRef ref;
        private final AccountId account;
        private boolean kept;
        private boolean live;

        OfOne(BlobRow first) {
            ref = first.ref();
            account = first.account();
        }
    }

    private static byte[] after(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    private List<Stored> page(byte[] from, byte[] to) throws IOException {
        List<Stored> page = new ArrayList<>();
        return shard.records(ledger -> {
            ledger.records().scan(Table.SYS, from, to, (key, value) -> {
                page.add(new Stored(key, value, BlobRow.read(key, value)));
                return page.size() < PAGE;
            });
            return page;
        });
    }

    private void row(Stored stored, OfOne ofOne) {
        BlobRow row = stored.row();
        ofOne.live |= row.isReference();
        if (row.keeps(now)) {
            ofOne.kept = true;
            found.farHolds += row.object() == null && row.until() > now + YEAR ? 1 : 0;
        } else {
            found.expiredHolds += row.object() == null ? 1 : 0;
            found.expiredReferences += row.object() == null ? 0 : 1;
            if (removes) {
                expired.add(stored);
            }
        }
    }

    /** Says what becomes of a blob, all of whose rows were seen. */
    private void conclude(@Nullable OfOne ofOne, Slice.Names names) throws IOException {
        if (ofOne == null) {
            return;
        }
        boolean there = names.mark(ofOne.ref);
        if (!there) {
            // It may have been sealed after the names were listed.
            if (ofOne.kept && !shard.<Boolean>blobs(blobs -> blobs.contains(ofOne.ref))) {
                found.missing.add(ofOne.ref.size());
            }
        } else if (ofOne.kept) {
            found.all.add(ofOne.ref.size());
            shard.guard().referenced(ofOne.ref);
            if (!ofOne.live) {
                found.retained.add(ofOne.ref.size());
            }
        } else {
            lonely(ofOne.ref, tenants.of(ofOne.account));
        }
    }

    private void lonely(BlobRef ref, long tenant) {
        found.all.add(ref.size());
        Long since =
                removes ? shard.guard().unreferenced(ref, now) : shard.guard().since(ref);
        found.garbage(ref, tenant, since);
        lonely.add(ref);
        if (since != null && since <= oldEnough) {
            found.due.add(ref.size());
            doomed.add(ref);
        }
    }

    /** Blobs of this slice that are no candidates any more: they have rows, or are gone. */
    private void forget(Slice part) {
        if (removes) {
            shard.guard().candidates().keySet().removeIf(ref -> part.has(ref) && !lonely.contains(ref));
        }
    }

    private void deleteRows() throws IOException {
        for (int from = 0; removes && from < expired.size() && !over; from += ROWS_AT_ONCE) {
            List<Stored> some = expired.subList(from, Math.min(expired.size(), from + ROWS_AT_ONCE));
            if (gate.enter()) {
                try {
                    found.rowsDeleted += shard.<Integer>records(ledger -> delete(ledger, some));
                } finally {
                    gate.exit();
                }
            }
            over |= !pace.next(some.size());
        }
        expired.clear();
    }

    /** Deletes rows that are what they were; if one is not, because a hold was renewed, each by itself. */
    private static int delete(OpenRecords ledger, List<Stored> rows) throws IOException {
        Batch.Builder batch = Batch.builder();
        for (Stored stored : rows) {
            batch.delete(Table.SYS, stored.key()).when(new Batch.Expect(Table.SYS, stored.key(), stored.value()));
        }
        try {
            ledger.commit(batch);
            return rows.size();
        } catch (PreconditionFailed e) {
            int deleted = 0;
            for (Stored stored : rows.size() == 1 ? List.<Stored>of() : rows) {
                deleted += delete(ledger, List.of(stored));
            }
            return deleted;
        }
    }

    private void removeBlobs() throws IOException {
        int to;
        for (int from = 0; removes && from < doomed.size() && !over; from = to) {
            to = from;
            for (int weight = 0; to < doomed.size() && weight < BLOBS_AT_ONCE; to++) {
                weight += doomed.get(to).size() > LARGE ? LARGE_COUNTS : 1;
            }
            List<BlobRef> some = doomed.subList(from, to);
            if (gate.enter()) {
                try {
                    remove(some);
                } finally {
                    gate.exit();
                }
            }
            over |= !pace.next(some.size());
        }
        doomed.clear();
    }

    private void remove(List<BlobRef> some) throws IOException {
        List<BlobRef> claimed = shard.guard().claim(some, oldEnough);
        List<BlobRef> gone = null;
        try {
            if (!claimed.isEmpty() && shard.<Boolean>records(ledger -> isProved(ledger, claimed))) {
                gone = shard.blobs(blobs -> shard.guard().remove(claimed, blobs::remove));
            }
        } finally {
            shard.guard().unclaim(claimed);
        }
        if (gone == null) {
            found.deferred += claimed.isEmpty() ? 0 : 1;
        } else {
            gone.forEach(ref -> found.removed.add(ref.size()));
        }
    }

    /** The proof, and that this store is still the one that may write. */
    private static boolean isProved(OpenRecords ledger, List<BlobRef> refs) throws IOException {
        Batch.Builder batch = Batch.builder();
        for (BlobRef ref : refs) {
            byte[] first = Keys.rows(ref);
            batch.when(new Batch.ExpectNone(Table.SYS, first, Keys.afterPrefix(first)));
        }
        try {
            ledger.commit(batch);
            return true;
        } catch (PreconditionFailed someHasARow) {
            return false;
        }
    }
}

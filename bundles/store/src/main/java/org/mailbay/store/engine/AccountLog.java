package org.mailbay.store.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectType;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.image.ObjectTable;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.LogEntry;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** An account's log: one entry per modseq, without a gap, from its floor to its newest. */
public final class AccountLog {
    /** Rows beyond the bound before it is worth to prune, and most rows pruned by one transaction. */
    private static final int SLACK = 64;

    private static final int MOST = 256;

    private static final int MOST_VANISHED = 1_000_000;

    private final Slot<RecordDriver, OpenRecords> slot;
    private final Limits limits;
    private final Recent recent = new Recent();

    /** When the oldest entry may go, as far as is known; only for the writer. */
    private long nextPruning;

    AccountLog(Slot<RecordDriver, OpenRecords> slot, Limits limits) {
        this.slot = slot;
        this.limits = limits;
    }

    Recent recent() {
        return recent;
    }

    /** Is shown entries until it says false. */
    public interface Reader {
        /** Whether to go on. */
        boolean entry(LogEntry entry);
    }

    /** What happened after {@code since}, up to {@code image}; RFC 8620 §5.2. */
    Changes changes(Image image, ObjectType type, long since, int max) throws IOException {
        ObjectTable table = image.table(type.letter());
        if (since > image.modSeq() || since < 1) {
            return new Changes.TooOld();
        }
        if (since >= table.state()) {
            return new Changes.Since(since, false, List.of(), List.of(), List.of(), false);
        }
        if (since < image.floor()) {
            return new Changes.TooOld();
        }
        Fold fold = new Fold(type.letter(), since, max);
        return read(since, table.state(), image, fold::add) ? fold.done(table.state()) : new Changes.TooOld();
    }

    /** The UIDs that ended in {@code container} after {@code since}; empty when that is not known, or they are too many. */
    Optional<long[]> vanished(Image image, ObjectType type, long container, long since) throws IOException {
        long newest = image.table(type.letter()).state();
        if (since > image.modSeq() || since < 1) {
            return Optional.empty();
        }
        if (since >= newest) {
            return Optional.of(LogEntry.NONE);
        }
        if (since < image.floor()) {
            return Optional.empty();
        }
        Numbers gone = new Numbers();
        boolean whole = read(since, newest, image, entry -> {
            LogEntry.OfType of = entry.types().get(type.letter());
            long[] pairs = of == null ? LogEntry.NONE : of.vanished();
            for (int i = 0; i < pairs.length; i += 2) {
                if (pairs[i] == container) {
                    gone.add(pairs[i + 1]);
                }
            }
            return gone.size() <= MOST_VANISHED;
        });
        if (!whole || gone.size() > MOST_VANISHED) {
            return Optional.empty();
        }
        long[] uids = gone.done();
        Arrays.sort(uids);
        return Optional.of(uids);
    }

    /** Reads the entries after {@code since} up to {@code last}; false when some are gone. */
    boolean read(long since, long last, Image image, Reader reader) throws IOException {
        long next = since + 1;
        for (LogEntry entry = recent.get(next); entry != null; entry = recent.get(next)) {
            if (!reader.entry(entry) || next++ == last) {
                return true;
            }
        }
        OpenRecords shard = slot.enter();
        try {
            return scan(shard.records(), image.account(), next, last, reader);
        } finally {
            slot.exit();
        }
    }

    /** Puts parts together; true when every entry up to {@code last}, or to where the reader had enough, was there. */
    static boolean scan(Records records, AccountId account, long first, long last, Reader reader) throws IOException {
        Parts parts = new Parts(first, reader);
        records.scan(Table.LOG, Keys.log(account, first, 0), Keys.log(account, last + 1, 0), parts::add);
        return parts.done(last);
    }

    private static final class Parts {
        private final Reader reader;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long modSeq;
        private boolean gap;
        private boolean enough;

        Parts(long first, Reader reader) {
            this.reader = reader;
            modSeq = first;
        }

        boolean add(byte[] key, byte[] value) throws IOException {
            long its = Keys.modSeqOf(key);
            if (its != modSeq) {
                flush();
                modSeq++;
                gap |= its != modSeq;
            }
            bytes.writeBytes(value);
            return !gap && !enough;
        }

        private void flush() throws IOException {
            if (bytes.size() == 0) {
                gap = true;
            } else if (!gap && !enough) {
                enough = !reader.entry(LogEntry.read(modSeq, bytes.toByteArray()));
            }
            bytes.reset();
        }

        boolean done(long last) throws IOException {
            if (!enough) {
                flush();
            }
            return enough || !gap && modSeq == last;
        }
    }

    /**
     * What the next transaction should remove: entries that are both older than the time kept and beyond the number kept.
     *
     * @return null when there is nothing
     */
    Outcome.@Nullable Pruning pruning(Image base, long now) throws IOException {
        long mostFloor = base.modSeq() + 1 - limits.logTransactions();
        if (mostFloor - base.floor() < SLACK || now < nextPruning) {
            return null;
        }
        long oldest = now - limits.logTime().toMillis();
        List<byte[]> keys = new ArrayList<>();
        long[] floor = {base.floor()};
        OpenRecords shard = slot.enter();
        try {
            shard.records()
                    .scan(
                            Table.LOG,
                            Keys.log(base.account(), base.floor() + 1, 0),
                            Keys.log(base.account(), mostFloor + 1, 0),
                            (key, value) -> {
                                boolean first = key[key.length - 1] == 0;
                                if (first && keys.size() >= MOST) {
                                    return false;
                                }
                                if (first && LogEntry.millisOf(value) > oldest) {
                                    nextPruning = LogEntry.millisOf(value)
                                            + limits.logTime().toMillis();
                                    return false;
                                }
                                floor[0] = Keys.modSeqOf(key);
                                keys.add(key);
                                return true;
                            });
        } finally {
            slot.exit();
        }
        return keys.isEmpty() ? null : new Outcome.Pruning(floor[0], keys);
    }
}

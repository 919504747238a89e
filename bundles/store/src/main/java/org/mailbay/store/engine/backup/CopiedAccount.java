package org.mailbay.store.engine.backup;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.store.engine.Space;
import org.mailbay.store.engine.history.Goal;
import org.mailbay.store.engine.record.IndexRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.engine.record.StateRow;
import org.mailbay.store.spi.Table;

/** An account in a copy, as the goal of a restore; blobs that are gone are brought back on the way. */
final class CopiedAccount implements Goal {
    private static final int SLICE = 200;

    private final Copy copy;
    private final AccountId account;
    private final Space into;
    private final boolean brings;

    /** @param brings whether blobs that are gone are brought back; otherwise this is only looked at */
    CopiedAccount(Copy copy, AccountId account, Space into, boolean brings) {
        this.copy = copy;
        this.account = account;
        this.into = into;
        this.brings = brings;
    }

    private record Entry(byte[] key, byte[] value) {}

    /** Shows entries in slices, so that no scan lasts while others work. */
    private void slices(Table table, Visitor visitor) throws IOException {
        byte[] from = Keys.first(account);
        while (true) {
            java.util.List<Entry> slice = new java.util.ArrayList<>();
            copy.records().scan(table, from, Keys.after(account), (key, value) -> {
                slice.add(new Entry(key, value));
                return slice.size() < SLICE;
            });
            for (Entry entry : slice) {
                visitor.entry(entry);
            }
            if (slice.size() < SLICE) {
                return;
            }
            byte[] last = slice.getLast().key();
            from = Arrays.copyOf(last, last.length + 1);
        }
    }

    private interface Visitor {
        void entry(Entry entry) throws IOException;
    }

    @Override
    public void objects(ObjectVisitor visitor) throws IOException {
        slices(Table.STATE, entry -> {
            ObjectId id = Keys.objectOf(entry.key());
            byte[] stored = copy.records().get(Table.OBJ, entry.key());
            if (stored == null) {
                throw new IOException("the copy lacks the bytes of " + id);
            }
            ObjRow object = ObjRow.read(stored);
            if (brings) {
                for (BlobRef ref : object.kept()) {
                    bring(ref);
                }
            }
            visitor.object(id, StateRow.read(entry.value()).row(), object);
        });
    }

    private void bring(BlobRef ref) throws IOException {
        if (into.hasBlobs(java.util.List.of(ref))) {
            return;
        }
        BlobInput input = copy.blobs().open(ref, 0, ref.size()).orElse(null);
        if (input == null) {
            return; // The restore says that it is lost.
        }
        try (InputStream content = input.content();
                BlobSink sink = into.blobs().create(ref.size())) {
            byte[] buffer = new byte[1 << 16];
            for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
                sink.write(buffer, 0, length);
            }
            sink.seal();
        }
    }

    @Override
    public void index(IndexVisitor visitor) throws IOException {
        slices(Table.IDX, entry -> {
            byte[] key = entry.key().clone();
            System.arraycopy(Keys.first(into.id()), 0, key, 0, 8);
            visitor.row(key, IndexRow.read(entry.value()).value());
        });
    }

    @Override
    public boolean isYounger(long modSeq) {
        return true;
    }
}

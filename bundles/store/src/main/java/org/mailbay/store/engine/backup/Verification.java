package org.mailbay.store.engine.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** Looks whether a copy would do: every account has its head, every reference its blob, and some blobs are read whole. */
final class Verification {
    private static final int READ_WHOLE = 100;
    private static final int EVERY = 97;

    private final JmapStore store;
    private final List<AccountId> accounts = new ArrayList<>();
    private final List<TenantId> tenants = new ArrayList<>();
    private long heads;
    private long references;
    private int read;

    Verification(JmapStore store) {
        this.store = store;
    }

    /** Takes down which accounts the copy of the main shard has. */
    void registry(Records main) throws IOException {
        byte[] first = Keys.accounts();
        main.scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
            accounts.add(Keys.accountOf(key));
            tenants.add(new TenantId(Scalars.numberOf(value)));
            return true;
        });
    }

    /** Checks a shard. */
    void shard(Shard shard, Copy copy) throws IOException {
        for (int i = 0; i < accounts.size(); i++) {
            if (store.shards().of(tenants.get(i)) == shard) {
                byte[] head = copy.records().get(Table.SYS, Keys.head(accounts.get(i)));
                if (head == null) {
                    throw new IOException("the copy lacks the head of account " + accounts.get(i));
                }
                heads += Head.read(head).modSeq();
            }
        }
        copy.records().scan(Table.SYS, Keys.blobs(), Keys.afterBlobs(), (key, value) -> {
            BlobRow row = BlobRow.read(key, value);
            if (row.isReference()) {
                reference(shard, copy, row.ref());
            }
            return true;
        });
    }

    private void reference(Shard shard, Copy copy, BlobRef ref) throws IOException {
        references++;
        if (!copy.blobs().contains(ref)) {
            if (isAlive(shard, ref)) {
                throw new IOException("the copy lacks blob " + ref);
            }
            return; // It is missing in the store itself: the check says so.
        }
        if (references % EVERY == 1 && read < READ_WHOLE) {
            read++;
            Optional<String> wrong = copy.blobs().scrub(ref);
            if (wrong.isPresent()) {
                throw new IOException("the copy's blob " + ref + ": " + wrong.get());
            }
        }
    }

    private static boolean isAlive(Shard shard, BlobRef ref) throws IOException {
        BlobStore live = shard.blobs().enter();
        try {
            return live.contains(ref);
        } finally {
            shard.blobs().exit();
        }
    }

    long accounts() {
        return accounts.size();
    }

    long heads() {
        return heads;
    }

    long references() {
        return references;
    }
}

package org.mailbay.store.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectId;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.BlobRow;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

/** Reads all rows and says which invariants do not hold. Each account is looked at while nobody writes to it. */
final class Check {
    private static final int MOST_FINDINGS = 10_000;
    private static final int MOST_SUSPECTS = 10_000;
    private static final int PAGE = 1_000;
    /** No upload is kept for a year. */
    private static final long MOST_HOLD = Duration.ofDays(366).toMillis();

    private final JmapStore store;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<ShardId> closed = new HashSet<>();

    Check(JmapStore store) {
        this.store = store;
    }

    /** Everything. */
    List<Finding> run() throws IOException {
        List<Shard> shards = store.shards().all();
        shards.forEach(this::open);
        Map<Character, String> types = store.typeNames();
        for (AccountId account : store.accounts()) {
            account(account, types);
        }
        for (Shard shard : shards) {
            references(shard);
        }
        return findings;
    }

    /** One account. */
    List<Finding> run(AccountId account) throws IOException {
        account(account, store.typeNames());
        return findings;
    }

    /** What is of no account, or of several. */
    List<Finding> runShards() throws IOException {
        for (Shard shard : store.shards().all()) {
            open(shard);
            references(shard);
        }
        return findings;
    }

    private void open(Shard shard) {
        try {
            shard.records().enter();
            shard.records().exit();
        } catch (IOException e) {
            closed.add(shard.id());
            find("shard-closed", AccountId.SYSTEM, "shard " + shard.id() + " cannot be opened: " + e.getMessage());
        }
    }

    /** An account that cannot be read does not keep the others from being checked. */
    private void account(AccountId account, Map<Character, String> types) {
        try {
            TenantId tenant = store.registry().tenant(account);
            if (tenant == null || closed.contains(store.shards().of(tenant).id())) {
                return;
            }
            new AccountCheck(this, Objects.requireNonNull(store.space(account)), types).run();
        } catch (IOException e) {
            find("account-unreadable", account, String.valueOf(e.getMessage()));
        }
    }

    void find(String code, AccountId account, String detail) {
        if (findings.size() < MOST_FINDINGS) {
            findings.add(new Finding(code, account, detail, Proposals.of(code)));
        }
    }

    /** Blobs that objects refer to must exist. */
    void blobs(Space space, Set<BlobRef> refs) throws IOException {
        BlobStore blobs = space.shard().blobs().enter();
        try {
            for (BlobRef ref : refs) {
                if (!blobs.contains(ref)) {
                    find("blob-missing", space.id(), ref.toString());
                }
            }
        } finally {
            space.shard().blobs().exit();
        }
    }

    /** Each reference must have its object; whoever seems to lack it is looked at again while nobody writes. */
    private void references(Shard at) throws IOException {
        if (closed.contains(at.id())) {
            return;
        }
        List<BlobRow> suspects = new ArrayList<>();
        Set<AccountId> having = new HashSet<>();
        byte[] from = Keys.blobs();
        while (from.length > 0 && suspects.size() < MOST_SUSPECTS) {
            from = page(at, from, suspects, having);
        }
        keys(having);
        for (BlobRow row : suspects) {
            Space space = store.space(row.account());
            if (space == null) {
                find("reference-orphan", row.account(), row.ref() + " by an account that is not");
            } else {
                space.alone(() -> {
                    byte[] key = Keys.reference(row.ref(), row.account(), row.object());
                    byte[] now = space.read(Table.SYS, key);
                    if (now != null
                            && BlobRow.read(key, now).isReference()
                            && !isKept(row, object(space, row.object()))) {
                        find("reference-orphan", row.account(), row.object() + " does not refer to " + row.ref());
                    }
                    return true;
                });
            }
        }
    }

    /** Looks at some rows; gives where to go on, nothing at the end. */
    private byte[] page(Shard at, byte[] from, List<BlobRow> suspects, Set<AccountId> having) throws IOException {
        List<BlobRow> rows = new ArrayList<>();
        List<byte[]> last = new ArrayList<>();
        long far = store.now() + MOST_HOLD;
        OpenRecords shard = at.records().enter();
        try {
            shard.records().scan(Table.SYS, from, Keys.afterBlobs(), (key, value) -> {
                BlobRow row = BlobRow.read(key, value);
                having.add(row.account());
                if (row.object() == null && row.until() > far) {
                    find("hold-far", row.account(), row.ref() + " until " + Instant.ofEpochMilli(row.until()));
                }
                if (row.isReference()) {
                    rows.add(row);
                }
                last.clear();
                last.add(key);
                return rows.size() < PAGE;
            });
            suspects(shard, rows, suspects);
        } finally {
            at.records().exit();
        }
        return last.isEmpty() ? new byte[0] : Arrays.copyOf(last.getFirst(), last.getFirst().length + 1);
    }

    /** Who has blobs has a key that names them. */
    private void keys(Set<AccountId> having) throws IOException {
        Set<Long> tenants = store.shards().keys().tenants();
        for (AccountId account : having) {
            TenantId tenant = store.registry().tenant(account);
            if (tenant != null && !tenants.contains(tenant.number())) {
                find("key-missing", account, "tenant " + tenant.number() + " has no key for the names of its blobs");
            }
        }
    }

    private static byte[] object(Space space, ObjectId id) throws IOException {
        return space.read(Table.OBJ, Keys.object(space.id(), id));
    }

    private static void suspects(OpenRecords shard, List<BlobRow> rows, List<BlobRow> suspects) throws IOException {
        List<byte[]> keys = new ArrayList<>();
        for (BlobRow row : rows) {
            keys.add(Keys.object(row.account(), row.object()));
        }
        List<byte[]> objects = keys.isEmpty() ? List.of() : shard.records().getMany(Table.OBJ, keys);
        for (int i = 0; i < rows.size(); i++) {
            if (!isKept(rows.get(i), objects.get(i))) {
                suspects.add(rows.get(i));
            }
        }
        rows.clear();
    }

    private static boolean isKept(BlobRow row, byte[] object) throws IOException {
        return object != null && ObjRow.read(object).kept().contains(row.ref());
    }
}

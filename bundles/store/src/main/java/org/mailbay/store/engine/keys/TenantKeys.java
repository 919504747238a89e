package org.mailbay.store.engine.keys;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.KeyRing;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All tenants' keys: those that name blobs and, when the store is encrypted, those that encrypt them. Any thread.
 *
 * <p>With encryption every key lies wrapped by the {@link MasterKey}, and nothing is opened before that is here and has opened them
 * all: a wrong one is found at once, and nothing is ever written in the clear. Once opened, keys are remembered, so that the master
 * key may be away for a while.
 */
public final class TenantKeys implements KeyRing {
    private static final Logger LOG = LoggerFactory.getLogger(TenantKeys.class);
    private static final int LENGTH = 32;
    private static final int PLAIN = 1;
    private static final int WRAPPED = 2;
    private static final int ROWS_AT_ONCE = 500;

    private final boolean encryption;
    private final Ledger ledger;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<Long, BlobKey> current = new ConcurrentHashMap<>();
    private final Map<Integer, byte[]> ring = new ConcurrentHashMap<>();
    /** By number of the key, the blobs being written. */
    private final Map<Integer, Integer> inUse = new ConcurrentHashMap<>();

    private volatile @Nullable MasterKey master;
    private volatile @Nullable String failure;
    /** The master key that all rows were last seen to be wrapped with. */
    private volatile @Nullable String wrappedWith;

    /** @param ledger waits for the records */
    public TenantKeys(boolean encryption, Ledger ledger, InstantSource clock) {
        this.encryption = encryption;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Whether the store is to be encrypted. */
    public boolean isEncrypting() {
        return encryption;
    }

    /** Uses another master key from now on; null when it went. */
    public void master(@Nullable MasterKey now) {
        master = now;
    }

    /** Uses another master key if {@code old} is the one in use. */
    public void unbind(MasterKey old) {
        if (master == old) {
            master = null;
        }
    }

    /**
     * What drivers encrypt with; null when they are not to.
     *
     * @throws IOException when they are, and it is not here
     */
    public @Nullable MasterKey required() throws IOException {
        if (!encryption) {
            return null;
        }
        MasterKey now = master;
        if (now == null) {
            throw new IOException("the store is encrypted and there is no master key");
        }
        return now;
    }

    /** What is wrong with the keys; null when nothing is. */
    public @Nullable String failure() {
        if (encryption && master == null) {
            return "there is no master key: what is open goes on, nothing else can be opened";
        }
        return failure;
    }

    /** Whether rows are wrapped with another master key than the present one, as far as is known. */
    public boolean isStale() {
        MasterKey now = master;
        return encryption && now != null && !now.id().equals(wrappedWith);
    }

    /** Whether keys were ever opened with a master key. */
    public boolean wasOpened() {
        return wrappedWith != null;
    }

    /**
     * Reads all keys of records that were just opened; wraps those that are plain, or wrapped with a master key of before.
     *
     * <p>Not synchronized: who is, may be waiting for these records.
     *
     * @throws IOException when one of them cannot be opened: then nothing may be used
     */
    public void opened(Ledger at) throws IOException {
        try {
            current.clear();
            ring.clear();
            int wrapped = wrap(at);
            if (wrapped > 0) {
                LOG.info("event=keys-wrapped keys={} master={}", wrapped, wrappedWith);
            }
            failure = null;
        } catch (IOException | RuntimeException e) {
            failure = e.getMessage();
            throw e;
        }
    }

    /** Wraps every key that is not wrapped with the present master key; says how many. */
    public synchronized int rewrap() throws IOException {
        try {
            int wrapped = wrap(ledger);
            LOG.info("event=keys-wrapped keys={} master={}", wrapped, wrappedWith);
            failure = null;
            return wrapped;
        } catch (IOException | RuntimeException e) {
            failure = e.getMessage();
            throw e;
        }
    }

    private int wrap(Ledger at) throws IOException {
        MasterKey with = required();
        String id = with == null ? null : with.id();
        List<byte[][]> anew = new ArrayList<>();
        for (Map.Entry<Long, byte[]> row : namingRows(at).entrySet()) {
            byte[] naming = naming(row.getKey(), row.getValue(), with);
            if (with != null && !isCurrent(row.getValue(), with)) {
                anew.add(new byte[][] {Keys.tenant(row.getKey()), row.getValue(), wrapNaming(row.getKey(), naming, with)
                });
            }
        }
        for (KeyRow row : dataRows(at)) {
            byte[] key = open(row, with);
            ring.put(row.key().number(), key);
            if (with != null && !with.isCurrent(row.wrapped())) {
                anew.add(new byte[][] {
                    Keys.dataKey(row.key().number()),
                    row.value(),
                    row.with(with.wrap(key, row.purpose())).value()
                });
            }
        }
        for (int from = 0; from < anew.size(); from += ROWS_AT_ONCE) {
            Batch.Builder batch = Batch.builder();
            for (byte[][] row : anew.subList(from, Math.min(anew.size(), from + ROWS_AT_ONCE))) {
                batch.put(Table.SYS, row[0], row[2]).when(new Batch.Expect(Table.SYS, row[0], row[1]));
            }
            commit(at, batch);
        }
        wrappedWith = id;
        return anew.size();
    }

    private static void commit(Ledger at, Batch.Builder batch) throws IOException {
        if (!at.commit(batch)) {
            throw new IOException("the store has another writer");
        }
    }

    private static Map<Long, byte[]> namingRows(Ledger at) throws IOException {
        Map<Long, byte[]> rows = new TreeMap<>();
        at.scan(Keys.tenants(), (key, value) -> {
            rows.put(Keys.containerOf(key), value);
            return true;
        });
        return rows;
    }

    private static List<KeyRow> dataRows(Ledger at) throws IOException {
        List<KeyRow> rows = new ArrayList<>();
        at.scan(Keys.dataKeys(), (key, value) -> {
            rows.add(KeyRow.read((int) Keys.containerOf(key), value));
            return true;
        });
        return rows;
    }

    private static boolean isCurrent(byte[] row, MasterKey with) {
        return row[0] == WRAPPED && with.isCurrent(Arrays.copyOfRange(row, 1, row.length));
    }

    private static byte[] wrapNaming(long tenant, byte[] naming, MasterKey with) throws IOException {
        byte[] wrapped = with.wrap(naming, purpose(tenant));
        byte[] row = new byte[wrapped.length + 1];
        row[0] = WRAPPED;
        System.arraycopy(wrapped, 0, row, 1, wrapped.length);
        return row;
    }

    private static String purpose(long tenant) {
        return "mailbay naming key of tenant " + tenant;
    }

    private static byte[] naming(long tenant, byte[] row, @Nullable MasterKey with) throws IOException {
        if (row.length == 0 || row[0] != PLAIN && row[0] != WRAPPED) {
            throw new IOException("the row of the naming key of tenant " + tenant + " cannot be read");
        }
        byte[] rest = Arrays.copyOfRange(row, 1, row.length);
        if (row[0] == PLAIN) {
            return rest;
        }
        return unwrap(rest, purpose(tenant), with);
    }

    private static byte[] open(KeyRow row, @Nullable MasterKey with) throws IOException {
        return unwrap(row.wrapped(), row.purpose(), with);
    }

    private static byte[] unwrap(byte[] wrapped, String purpose, @Nullable MasterKey with) throws IOException {
        if (with == null) {
            throw new IOException(
                    "the store's keys are wrapped: it was encrypted, and [store] encryption is not true now");
        }
        byte[] key;
        try {
            key = with.unwrap(wrapped, purpose);
        } catch (IOException e) {
            throw new IOException("the master key does not open the " + purpose + ": " + e.getMessage(), e);
        }
        if (key.length != LENGTH) {
            throw new IOException("the " + purpose + " has " + key.length + " bytes");
        }
        return key;
    }

    /** The tenant's secrets for new blobs; made when it has none. */
    public BlobKey key(TenantId tenant) throws IOException {
        BlobKey known = current.get(tenant.number());
        return known != null ? known : read(tenant);
    }

    /** As {@link #key}, for a blob that is begun; {@link #end} when it is sealed or given up. */
    public BlobKey begin(TenantId tenant) throws IOException {
        while (true) {
            BlobKey key = key(tenant);
            BlobKey.Sealing sealing = key.sealing();
            if (sealing == null) {
                return key;
            }
            inUse.merge(sealing.id(), 1, Integer::sum);
            if (key(tenant) == key) {
                return key;
            }
            end(key);
        }
    }

    /** Ends {@link #begin}. */
    public void end(BlobKey key) {
        BlobKey.Sealing sealing = key.sealing();
        if (sealing != null) {
            inUse.computeIfPresent(sealing.id(), (id, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Whether a blob may yet be sealed with one of these. */
    public boolean isInUse(Collection<Integer> numbers) {
        return numbers.stream().anyMatch(inUse::containsKey);
    }

    private synchronized BlobKey read(TenantId tenant) throws IOException {
        MasterKey with = required();
        byte[] stored = namingRows(ledger).get(tenant.number());
        byte[] naming;
        if (stored == null) {
            naming = fresh();
            byte[] row = Keys.tenant(tenant.number());
            byte[] value = with == null ? plain(naming) : wrapNaming(tenant.number(), naming, with);
            commit(ledger, Batch.builder().put(Table.SYS, row, value).when(new Batch.ExpectAbsent(Table.SYS, row)));
        } else {
            naming = naming(tenant.number(), stored, with);
        }
        BlobKey key = new BlobKey(naming, with == null ? null : sealing(tenant, with));
        current.put(tenant.number(), key);
        return key;
    }

    private static byte[] plain(byte[] naming) {
        byte[] row = new byte[naming.length + 1];
        row[0] = PLAIN;
        System.arraycopy(naming, 0, row, 1, naming.length);
        return row;
    }

    private byte[] fresh() {
        byte[] key = new byte[LENGTH];
        random.nextBytes(key);
        return key;
    }

    private BlobKey.Sealing sealing(TenantId tenant, MasterKey with) throws IOException {
        for (KeyRow row : dataRows(ledger)) {
            if (row.key().tenant().equals(tenant) && row.key().state() == DataKey.State.CURRENT) {
                return new BlobKey.Sealing(row.key().number(), open(row, with));
            }
        }
        return make(tenant, with, null);
    }

    /** Makes a data key; {@code before} is retired by the same commit. */
    private BlobKey.Sealing make(TenantId tenant, MasterKey with, @Nullable KeyRow before) throws IOException {
        int number = dataRows(ledger).stream()
                        .mapToInt(row -> row.key().number())
                        .max()
                        .orElse(0)
                + 1;
        DataKey made = new DataKey(number, tenant, DataKey.State.CURRENT, clock.instant(), clock.instant());
        byte[] key = fresh();
        KeyRow row = new KeyRow(made, new byte[0]);
        byte[] at = Keys.dataKey(number);
        Batch.Builder batch = Batch.builder()
                .put(Table.SYS, at, row.with(with.wrap(key, row.purpose())).value())
                .when(new Batch.ExpectAbsent(Table.SYS, at));
        if (before != null) {
            change(batch, before, DataKey.State.RETIRED);
        }
        commit(ledger, batch);
        ring.put(number, key);
        LOG.info("event=data-key-made key={} tenant={}", number, tenant.number());
        return new BlobKey.Sealing(number, key);
    }

    private void change(Batch.Builder batch, KeyRow row, DataKey.State state) {
        byte[] at = Keys.dataKey(row.key().number());
        batch.put(Table.SYS, at, row.with(state, clock.instant()).value())
                .when(new Batch.Expect(Table.SYS, at, row.value()));
    }

    /** Gives a tenant a new data key: blobs are sealed with it from now on. Gives its number. */
    public synchronized int rotate(TenantId tenant) throws IOException {
        MasterKey with = required();
        if (with == null) {
            throw new IOException("the store is not encrypted");
        }
        BlobKey before = key(tenant);
        KeyRow retired = null;
        for (KeyRow row : dataRows(ledger)) {
            if (before.sealing() != null
                    && row.key().number() == before.sealing().id()) {
                retired = row;
            }
        }
        // Whether a commit that fails happened is not known: whoever is next reads.
        current.remove(tenant.number());
        BlobKey.Sealing made = make(tenant, with, retired);
        current.put(tenant.number(), new BlobKey(before.naming(), made));
        return made.id();
    }

    /** Says that no blob of the store is sealed with these retired keys any more. */
    public synchronized void unused(Collection<Integer> numbers) throws IOException {
        for (KeyRow row : dataRows(ledger)) {
            if (numbers.contains(row.key().number()) && row.key().state() == DataKey.State.RETIRED) {
                Batch.Builder batch = Batch.builder();
                change(batch, row, DataKey.State.UNUSED);
                commit(ledger, batch);
                LOG.info(
                        "event=data-key-unused key={} tenant={}",
                        row.key().number(),
                        row.key().tenant().number());
            }
        }
    }

    /** Who has a key that names blobs. */
    public Set<Long> tenants() throws IOException {
        return namingRows(ledger).keySet();
    }

    /** What is known of all data keys. */
    public List<DataKey> list() throws IOException {
        return dataRows(ledger).stream().map(KeyRow::key).toList();
    }

    /** How many keys are wrapped with the present master key, with one before, and not at all. */
    public Map<String, Integer> wrappings() throws IOException {
        MasterKey with = master;
        Map<String, Integer> counts = new HashMap<>(Map.of("current", 0, "old", 0, "plain", 0));
        for (byte[] row : namingRows(ledger).values()) {
            String kind = row[0] == PLAIN ? "plain" : with != null && isCurrent(row, with) ? "current" : "old";
            counts.merge(kind, 1, Integer::sum);
        }
        for (KeyRow row : dataRows(ledger)) {
            counts.merge(with != null && with.isCurrent(row.wrapped()) ? "current" : "old", 1, Integer::sum);
        }
        return counts;
    }

    /** Names the master key; null when there is none. */
    public @Nullable String masterId() {
        MasterKey now = master;
        return now == null ? null : now.id();
    }

    @Override
    public byte[] key(int id) throws IOException {
        byte[] known = ring.get(id);
        if (known == null) {
            known = find(id);
        }
        return known.clone();
    }

    private synchronized byte[] find(int id) throws IOException {
        for (KeyRow row : dataRows(ledger)) {
            if (row.key().number() == id) {
                byte[] key = open(row, required());
                ring.put(id, key);
                return key;
            }
        }
        throw new IOException("blob key " + id + " is not here");
    }
}

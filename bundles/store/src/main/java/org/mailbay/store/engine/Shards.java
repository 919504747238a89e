package org.mailbay.store.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.keys.TenantKeys;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.engine.recovery.FullRestore;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards, and which tenant is in which.
 *
 * <p>{@link #main} has the server's own account, the registry, and every tenant while shards are not asked for. Where a tenant is
 * kept is decided with its first account and never changes by itself. A shard is opened when somebody needs it.
 */
public final class Shards {
    private static final Logger LOG = LoggerFactory.getLogger(Shards.class);
    private static final ShardId MAIN = new ShardId("main");
    private static final Duration RECORDS_FIRST = Duration.ofSeconds(2);

    private final Limits limits;
    private final Slots<RecordDriver, OpenRecords> records = new Slots<>();
    private final Slots<BlobDriver, BlobStore> blobs = new Slots<>();
    private final Slots<SearchDriver, SearchIndex> search = new Slots<>();
    private final Map<ShardId, Shard> shards = new ConcurrentHashMap<>();
    private final Map<Long, Shard> byTenant = new ConcurrentHashMap<>();
    private final AtomicLong generations = new AtomicLong();
    private final Shard main;
    private final TenantKeys keys;
    private volatile FullRestore recovery = new FullRestore(null);
    private volatile Keepers keepers;
    private volatile Drivers<RecordDriver> recordDrivers;
    private volatile Drivers<BlobDriver> blobDrivers;

    Shards(Limits limits, boolean encryption, InstantSource clock) {
        this.limits = limits;
        want("", "", new Keepers(null));
        main = shard(MAIN);
        keys = new TenantKeys(encryption, new KeyLedger(main.records()), clock);
    }

    /** Restores everything first, if that is wanted; before drivers come. */
    public void restoreFirst(FullRestore restore) {
        recovery = restore;
    }

    /** Sees a restore of everything through, of which blobs are the second half, if one is wanted. */
    void finishRestore() throws IOException {
        if (!recovery.isOver()) {
            main.blobs().enter();
            main.blobs().exit();
        }
    }

    /**
     * Says which drivers are to be used; before drivers come.
     *
     * @param recordDriver its name; empty for the one with which the data folder began
     * @param blobDriver as {@code recordDriver}
     */
    void want(String recordDriver, String blobDriver, Keepers newKeepers) {
        keepers = newKeepers;
        recordDrivers = new Drivers<>("records", recordDriver, RecordDriver::name, newKeepers, records);
        blobDrivers = new Drivers<>("blobs", blobDriver, BlobDriver::name, newKeepers, blobs);
    }

    /** Which drivers keep something in the data folder. */
    public Keepers keepers() {
        return keepers;
    }

    Drivers<RecordDriver> recordDrivers() {
        return recordDrivers;
    }

    Drivers<BlobDriver> blobDrivers() {
        return blobDrivers;
    }

    /** All tenants' keys. */
    public TenantKeys keys() {
        return keys;
    }

    /** The shard that has the server's own account and the registry. */
    public Shard main() {
        return main;
    }

    Slots<RecordDriver, OpenRecords> records() {
        return records;
    }

    Slots<BlobDriver, BlobStore> blobs() {
        return blobs;
    }

    Slots<SearchDriver, SearchIndex> search() {
        return search;
    }

    /** Closes all for good. */
    void stop() {
        search.stop();
        records.stop();
        blobs.stop();
    }

    /** The shard of a room beside the accounts: in {@link #known}, not in {@link #all}. */
    Shard annex(String name) {
        if (!name.matches("[a-z0-9-]{1,30}")) {
            throw new IllegalArgumentException("room name");
        }
        return shard(new ShardId("annex-" + name));
    }

    /** The shard of this name; it is made when it is first opened. */
    private Shard shard(ShardId id) {
        return shards.computeIfAbsent(
                id,
                key -> new Shard(
                        id,
                        records.add(slot(id, "records", driver -> open(id, driver))),
                        blobs.add(slot(id, "blobs", driver -> open(id, driver))),
                        search.add(slot(id, "search", driver -> open(id, driver))),
                        new BlobGuard()));
    }

    private <D, O extends AutoCloseable> Slot<D, O> slot(ShardId id, String what, Slot.Opener<D, O> opener) {
        return new Slot<>(id + "/" + what, opener, limits.patience(), limits.drain());
    }

    /** Records that another driver keeps have an index of their own, for the same names mean other things in them. */
    private ShardId index(ShardId id) throws IOException {
        String wanted = recordDrivers.wanted();
        List<String> kept = keepers.of("records");
        return kept.isEmpty() || wanted.equals(kept.getFirst())
                ? id
                : new ShardId(id.name() + "-" + Integer.toHexString(wanted.hashCode()));
    }

    private BlobStore open(ShardId id, BlobDriver driver) throws IOException {
        keys.required();
        blobDrivers.require(driver);
        recovery.blobs(driver);
        BlobStore opened = driver.open(id, keys);
        try {
            blobDrivers.opened(driver);
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private SearchIndex open(ShardId id, SearchDriver driver) throws IOException {
        // Drivers give an index up that the key does not fit: that it is the right one is found out with the records.
        main.records().enter(RECORDS_FIRST);
        main.records().exit();
        return driver.open(index(id), keys.required());
    }

    private OpenRecords open(ShardId id, RecordDriver driver) throws IOException {
        long start = System.nanoTime();
        recordDrivers.require(driver);
        recovery.records(driver, keys.required());
        Records opened = driver.open(id, keys.required());
        try {
            OpenRecords shard = new OpenRecords(opened, opened.lease("store"), generations.incrementAndGet());
            if (id.equals(MAIN)) {
                keys.opened(new KeyLedger(shard));
            }
            recordDrivers.opened(driver);
            LOG.info(
                    "event=shard-opened shard={} driver={} millis={}",
                    id,
                    driver.name(),
                    (System.nanoTime() - start) / 1_000_000);
            return shard;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Where a tenant is kept; one of whom nothing is written, because it is older than shards, in {@link #main}. */
    public Shard of(TenantId tenant) throws IOException {
        Shard known = byTenant.get(tenant.number());
        if (known != null) {
            return known;
        }
        OpenRecords opened = main.records().enter();
        try {
            byte[] row = opened.records().get(Table.SYS, Keys.place(tenant));
            return row == null ? main : remember(tenant, new ShardId(Scalars.textOf(row)));
        } catch (IllegalArgumentException e) {
            throw new IOException("tenant " + tenant.number() + " is kept in a shard that cannot be", e);
        } finally {
            main.records().exit();
        }
    }

    private Shard remember(TenantId tenant, ShardId id) {
        Shard shard = shard(id);
        byTenant.put(tenant.number(), shard);
        return shard;
    }

    /** Where a tenant is kept, decided now and for ever if it is not yet. */
    synchronized Shard assign(TenantId tenant) throws IOException {
        Shard known = byTenant.get(tenant.number());
        if (known != null || tenant.equals(TenantId.SYSTEM)) {
            return known == null ? main : known;
        }
        OpenRecords opened = main.records().enter();
        try {
            byte[] key = Keys.place(tenant);
            byte[] row = opened.records().get(Table.SYS, key);
            if (row != null) {
                return remember(tenant, new ShardId(Scalars.textOf(row)));
            }
            ShardId id = hasAccounts(opened, tenant) ? MAIN : choose(opened);
            opened.commit(Batch.builder()
                    .put(Table.SYS, key, Scalars.text(id.name()))
                    .when(new Batch.ExpectAbsent(Table.SYS, key)));
            return remember(tenant, id);
        } catch (PreconditionFailed e) {
            throw new IOException("the store has another writer", e);
        } finally {
            main.records().exit();
        }
    }

    private static boolean hasAccounts(OpenRecords opened, TenantId tenant) throws IOException {
        boolean[] found = {false};
        byte[] first = Keys.accounts();
        opened.records().scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
            found[0] = Scalars.numberOf(value) == tenant.number();
            return !found[0];
        });
        return found[0];
    }

    /** The newest shard that has room, or a new one. */
    private ShardId choose(OpenRecords opened) throws IOException {
        if (limits.tenantsPerShard() <= 0) {
            return MAIN;
        }
        Map<String, Integer> tenants = tenants(opened);
        int newest = 0;
        while (tenants.containsKey("s" + (newest + 1))) {
            newest++;
        }
        boolean hasRoom = newest > 0 && tenants.get("s" + newest) < limits.tenantsPerShard();
        return new ShardId("s" + (hasRoom ? newest : newest + 1));
    }

    private static Map<String, Integer> tenants(OpenRecords opened) throws IOException {
        Map<String, Integer> tenants = new LinkedHashMap<>();
        byte[] first = Keys.places();
        opened.records().scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
            tenants.merge(Scalars.textOf(value), 1, Integer::sum);
            return true;
        });
        return tenants;
    }

    /** Every shard that has a tenant, {@link #main} first, opened or not. */
    public List<Shard> all() throws IOException {
        List<Shard> all = new ArrayList<>(List.of(main));
        OpenRecords opened = main.records().enter();
        try {
            for (String name : tenants(opened).keySet()) {
                Shard shard = shard(new ShardId(name));
                if (shard != main) {
                    all.add(shard);
                }
            }
        } finally {
            main.records().exit();
        }
        return all;
    }

    /** The shards that somebody asked for since the start, {@link #main} first; without reading anything. */
    public List<Shard> known() {
        List<Shard> known = new ArrayList<>(List.of(main));
        shards.values().stream()
                .filter(shard -> shard != main)
                .sorted(java.util.Comparator.comparing(shard -> shard.id().name()))
                .forEach(known::add);
        return known;
    }
}

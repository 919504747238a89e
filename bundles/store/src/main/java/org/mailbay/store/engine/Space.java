package org.mailbay.store.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.image.Image;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.ObjRow;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An account. Its image may be put out of memory while nobody writes, and is loaded again when somebody looks. */
public final class Space implements Account {
    private static final Logger LOG = LoggerFactory.getLogger(Space.class);
    private static final int MOST_IDS = 1_000;

    private final JmapStore store;
    private final Shard shard;
    private final AccountId id;
    private final TenantId tenant;
    private final Writer writer = new Writer(this);
    private final SpaceBlobs blobs;
    private final SpaceSearch search = new SpaceSearch(this);
    private final AccountLog log;
    private final Retention retention;

    /** Held while the image is loaded or put out of memory. */
    private final ReentrantLock loading = new ReentrantLock();

    private volatile @Nullable Image published;
    /** It was removed: who still holds it reads what is in memory, and writes nothing. */
    private volatile boolean removed;
    /** Which opening of the shard is known to hold what {@link #published} says; only for the writer. */
    private volatile long generation = -1;

    private int lookedAt;
    private int commitsSinceMeasured;
    /** The modseq of the newest file. */
    private volatile long filed;

    Space(JmapStore store, Shard shard, AccountId id, TenantId tenant) {
        this.store = store;
        this.shard = shard;
        this.id = id;
        this.tenant = tenant;
        blobs = new SpaceBlobs(store, shard, id, tenant);
        log = new AccountLog(shard.records(), store.limits());
        retention = new Retention(this, store.limits().retention());
    }

    @Override
    public AccountId id() {
        return id;
    }

    @Override
    public TenantId tenant() {
        return tenant;
    }

    @Override
    public long quotaLimit() {
        return id.equals(AccountId.SYSTEM) ? 0 : store.quota(id);
    }

    @Override
    public long quotaUsed() throws IOException {
        Image image = published;
        if (image != null) {
            return image.quotaUsed();
        }
        byte[] head = read(Table.SYS, Keys.head(id));
        if (head == null) {
            throw new IOException("the head of account " + id + " is missing");
        }
        return Head.read(head).quotaUsed();
    }

    @Override
    public Snapshot snapshot() {
        try {
            return image();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest committed image, loaded when it is not in memory. */
    public Image image() throws IOException {
        int now = store.residents().tick();
        if (lookedAt != now) {
            lookedAt = now;
        }
        Image image = published;
        return image != null ? image : load(false);
    }

    /** Loads the image anew: it is not known what the records hold. */
    void reload() throws IOException {
        load(true);
    }

    private Image load(boolean anyway) throws IOException {
        if (removed) {
            throw new IOException("account " + id + " was removed");
        }
        loading.lock();
        try {
            Image image = published;
            if (image != null && !anyway) {
                return image;
            }
            OpenRecords opened = shard.records().enter();
            try {
                image = read(opened);
                log.recent().clear();
                retention.forget();
                published = image;
                generation = opened.generation();
            } finally {
                shard.records().exit();
            }
            store.residents().loaded(this, image.footprint());
            return image;
        } finally {
            loading.unlock();
        }
    }

    private Image read(OpenRecords opened) throws IOException {
        try {
            Image image = Loader.load(opened.records(), this, store.snapshots());
            store.damaged().remove(id);
            return image;
        } catch (DamagedException e) {
            if (store.damaged().put(id, String.valueOf(e.getMessage())) == null) {
                LOG.error("event=account-damaged account={} reason=\"{}\"", id, e.getMessage());
            }
            throw e;
        }
    }

    /** Puts the image out of memory if nobody is writing. */
    boolean evict() {
        if (!loading.tryLock()) {
            return false;
        }
        try {
            return writer.ifIdle(() -> {
                keep();
                published = null;
                log.recent().clear();
            });
        } finally {
            loading.unlock();
        }
    }

    /** {@link Residents#tick} when it was last looked at, about: several threads write it, and no lock keeps them apart. */
    int lookedAt() {
        return lookedAt;
    }

    /** Has what is in memory written to a file. */
    void keep() {
        store.snapshots().keep(this);
    }

    /** The image in memory and the opening of the shard that it is known to be in; null when neither is known. */
    @Nullable
    Held held() {
        long before = generation;
        Image image = published;
        return image == null || before != generation ? null : new Held(image, before);
    }

    /** See {@link #held}. */
    record Held(Image image, long generation) {}

    long filed() {
        return filed;
    }

    void filed(long modSeq) {
        filed = modSeq;
    }

    @Override
    public byte @Nullable [] bytes(ObjectId object) throws IOException {
        return bytes(List.of(object)).getFirst();
    }

    @Override
    public List<byte @Nullable []> bytes(List<ObjectId> ids) throws IOException {
        if (ids.size() > MOST_IDS) {
            throw new IllegalArgumentException(ids.size() + " ids");
        }
        List<byte @Nullable []> rows = readMany(
                Table.OBJ, ids.stream().map(object -> Keys.object(id, object)).toList());
        List<byte @Nullable []> result = new ArrayList<>(rows.size());
        for (byte[] row : rows) {
            result.add(row == null ? null : whole(ObjRow.read(row)));
        }
        return Collections.unmodifiableList(result);
    }

    /** The bytes of an object's row. */
    public byte[] bytesOf(ObjRow row) throws IOException {
        return whole(row);
    }

    /** The content of a blob, whether the account refers to it or not. */
    public BlobInput contentOf(BlobRef ref) throws IOException {
        return blobs.read(ref, 0, ref.size()).orElseThrow(() -> new IOException("blob " + ref + " is missing"));
    }

    private byte[] whole(ObjRow row) throws IOException {
        BlobRef external = row.external();
        if (external == null) {
            return row.bytes();
        }
        try (BlobInput input = blobs.read(external, 0, external.size())
                .orElseThrow(() -> new IOException("blob " + external + " of an object is missing"))) {
            return input.content().readAllBytes();
        }
    }

    @Override
    public <T, X extends Exception> T write(Work<T, X> work) throws X, IOException {
        Call<T, X> call = new Call<>(work, null);
        writer.submit(call);
        return call.answer();
    }

    /** Looks at the account while nobody writes to it. */
    public <T> T alone(Call.Alone<T> look) throws IOException {
        Call<T, RuntimeException> call = new Call<>(null, look);
        writer.submit(call);
        return call.answer();
    }

    @Override
    public Changes changes(ObjectType type, long since, int maxChanges) throws IOException {
        if (maxChanges < 1) {
            throw new IllegalArgumentException("at most " + maxChanges + " changes");
        }
        return log.changes(image(), type, since, maxChanges);
    }

    @Override
    public Optional<long[]> vanished(ObjectType type, long container, long since) throws IOException {
        return log.vanished(image(), type, container, since);
    }

    @Override
    public SpaceBlobs blobs() {
        return blobs;
    }

    @Override
    public SpaceSearch search() {
        return search;
    }

    /** Whether all these blobs exist. */
    public boolean hasBlobs(Iterable<BlobRef> refs) throws IOException {
        for (BlobRef ref : refs) {
            if (!blobs.exists(ref)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Raises the counters, so that nothing that was given elsewhere is given again, and ends the log.
     *
     * @param uids next ones by container
     */
    public void raise(long modSeq, long nextNumber, Map<Long, Long> uids) throws IOException {
        alone(() -> {
            Image image = image();
            TreeMap<Character, Long> states = new TreeMap<>();
            long newModSeq = Math.max(modSeq, image.modSeq());
            image.all().forEach(table -> states.put(table.letter(), newModSeq));
            Batch.Builder batch = Batch.builder()
                    .put(
                            Table.SYS,
                            Keys.head(id),
                            new Head(
                                            tenant,
                                            newModSeq,
                                            Math.max(nextNumber, image.nextNumber()),
                                            image.quotaUsed(),
                                            newModSeq,
                                            states)
                                    .value())
                    .when(new Batch.Expect(Table.SYS, Keys.head(id), head(image)));
            uids.forEach((container, next) -> batch.put(
                    Table.SYS, Keys.uid(id, container), Scalars.number(Math.max(next, image.uidNext(container)))));
            try {
                shard.commit(batch);
            } catch (IOException | RuntimeException e) {
                doubt();
                throw e;
            }
            reload();
            return true;
        });
    }

    /** Ends it: {@code hide} says where all look that there is no such account, while nobody writes to it. */
    void remove(Call.Alone<Boolean> hide) throws IOException {
        alone(() -> {
            removed = true;
            boolean isHidden = false;
            try {
                isHidden = hide.run();
            } finally {
                removed = isHidden;
            }
            return true;
        });
    }

    /** Whether a commit that failed happened is not known: whoever is next reads again. */
    private void doubt() {
        loading.lock();
        try {
            published = null;
        } finally {
            loading.unlock();
        }
    }

    /** Where it is kept. */
    public Shard shard() {
        return shard;
    }

    /** Shows the log's entries after {@code since} up to {@code image}; false when some are gone. */
    public boolean log(long since, Image image, AccountLog.Reader reader) throws IOException {
        return since >= image.floor() && (since >= image.modSeq() || log.read(since, image.modSeq(), image, reader));
    }

    Searcher searcher() throws SearchBehindException {
        return store.searcher();
    }

    TypeLetters letters() {
        return store.letters();
    }

    long now() {
        return store.now();
    }

    Retention retention() {
        return retention;
    }

    Outcome.@Nullable Pruning pruning(Image base) throws IOException {
        return log.pruning(base, store.now());
    }

    /** A row as it is committed; null when there is none. */
    public byte @Nullable [] read(Table table, byte[] key) throws IOException {
        return readMany(table, List.of(key)).getFirst();
    }

    /** Rows as they are committed; null where there is none. */
    public List<byte @Nullable []> readMany(Table table, List<byte[]> keys) throws IOException {
        if (keys.isEmpty()) {
            return List.of();
        }
        OpenRecords opened = shard.records().enter();
        try {
            List<byte @Nullable []> values = new ArrayList<>(keys.size());
            for (int from = 0; from < keys.size(); from += MOST_IDS) {
                values.addAll(opened.records()
                        .getMany(table, keys.subList(from, Math.min(keys.size(), from + MOST_IDS))));
            }
            return values;
        } finally {
            shard.records().exit();
        }
    }

    /** The head's row that goes with an image. */
    byte[] head(Image image) {
        TreeMap<Character, Long> states = new TreeMap<>();
        image.all().forEach(table -> states.put(table.letter(), table.state()));
        return new Head(tenant, image.modSeq(), image.nextNumber(), image.quotaUsed(), image.floor(), states).value();
    }

    /** Commits and publishes; for the leader whose turn it is. */
    void commit(Group group) throws IOException {
        blobs.whileThere(group.pending().blobs(), () -> {
            commitAlone(group);
            return true;
        });
    }

    private void commitAlone(Group group) throws IOException {
        if (removed) {
            throw new IOException("account " + id + " was removed");
        }
        Batch.Builder batch = Batch.builder();
        group.pending().rows().forEach((key, value) -> {
            if (value == null) {
                batch.delete(key.table(), key.key());
            } else {
                batch.put(key.table(), key.key(), value);
            }
        });
        batch.put(Table.SYS, Keys.head(id), head(group.image()));
        OpenRecords opened = shard.records().enter();
        PreconditionFailed refused = null;
        try {
            if (generation != opened.generation()) {
                batch.when(new Batch.Expect(Table.SYS, Keys.head(id), head(group.base())));
            }
            opened.commit(batch);
            generation = opened.generation();
        } catch (PreconditionFailed e) {
            refused = e;
        } finally {
            shard.records().exit();
        }
        if (refused != null) {
            shard.records().discard(opened);
            throw new IOException("the store has another writer", refused);
        }
        group.transactions().forEach(done -> log.recent().add(done.entry()));
        published = group.image();
        if (++commitsSinceMeasured % 256 == 0) {
            if (store.snapshots().isDue(group.image(), filed)) {
                keep();
            }
            store.residents().loaded(this, group.image().footprint());
        }
    }

    /** Tells what transactions asked for that were committed, or perhaps were. */
    void ask(List<Group.Done> transactions) {
        for (Group.Done done : transactions) {
            if (!done.asked().isEmpty()) {
                store.ask(this, done.image().modSeq(), done.asked());
            }
        }
    }

    /** Tells listeners of transactions that are now visible. */
    void announce(List<Group.Done> transactions) {
        for (Group.Done done : transactions) {
            store.announce(id, done.image().modSeq(), done.names());
        }
    }
}

package org.mailbay.store.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Finding;
import org.mailbay.store.Store;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.Head;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.engine.record.Scalars;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.CommitListener;
import org.mailbay.store.spi.PreconditionFailed;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JMAP store: stays registered while drivers come and go. */
@Component(
        configurationPid = "store",
        service = {Store.class, JmapStore.class},
        immediate = true)
@Designate(ocd = JmapStore.Config.class)
public final class JmapStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(JmapStore.class);
    private static final ShardId MAIN = new ShardId("main");

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Store", description = "The JMAP store.")
    public @interface Config {
        /** Bound of {@link Residents}. */
        @AttributeDefinition(description = "Most memory for accounts' lists, flags and states, in megabytes")
        int cacheMegabytes() default 48;

        /** With {@link #logDays}: a transaction goes when it is beyond both. */
        @AttributeDefinition(description = "How many transactions of an account clients can catch up with, at least")
        int logTransactions() default 50_000;

        /** With {@link #logTransactions}. */
        @AttributeDefinition(description = "For how many days clients can catch up, at least")
        int logDays() default 30;

        /** Bound of a call's wait. */
        @AttributeDefinition(description = "How long a call waits while a storage driver is being replaced, in seconds")
        int driverWaitSeconds() default 30;

        /** Bound of an unbind's wait. */
        @AttributeDefinition(
                description = "How long a storage driver's departure waits for calls inside it, in seconds")
        int drainSeconds() default 20;
    }

    private final Limits limits;
    private final InstantSource clock;
    private final Shard main;
    private final Registry registry;
    private final Residents residents;
    private final Fresh fresh = new Fresh();
    private final Map<AccountId, Space> spaces = new ConcurrentHashMap<>();
    private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong generations = new AtomicLong();

    /** In the container. */
    @Activate
    public JmapStore(Config config) {
        this(
                new Limits(
                        (long) config.cacheMegabytes() << 20,
                        config.logTransactions(),
                        Duration.ofDays(config.logDays()),
                        Duration.ofSeconds(config.driverWaitSeconds()),
                        Duration.ofSeconds(config.drainSeconds())),
                InstantSource.system());
    }

    JmapStore(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
        main = new Shard(
                MAIN,
                new Slot<>("records", this::open, limits.patience(), limits.drain()),
                new Slot<>("blobs", driver -> driver.open(MAIN), limits.patience(), limits.drain()),
                new Slot<>("search", driver -> driver.open(MAIN), limits.patience(), limits.drain()));
        registry = new Registry(main.records());
        residents = new Residents(limits.cacheBytes());
    }

    private OpenRecords open(RecordDriver driver) throws IOException {
        long start = System.nanoTime();
        Records opened = driver.open(MAIN);
        try {
            OpenRecords shard = new OpenRecords(opened, opened.lease("store"), generations.incrementAndGet());
            LOG.info(
                    "event=shard-opened shard={} driver={} millis={}",
                    MAIN,
                    driver.name(),
                    (System.nanoTime() - start) / 1_000_000);
            return shard;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindRecords(RecordDriver driver) {
        main.records().bind(driver);
    }

    public void unbindRecords(RecordDriver driver) {
        main.records().unbind(driver);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindBlobs(BlobDriver driver) {
        fresh.clear();
        main.blobs().bind(driver);
    }

    public void unbindBlobs(BlobDriver driver) {
        main.blobs().unbind(driver);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindSearch(SearchDriver driver) {
        main.search().bind(driver);
    }

    public void unbindSearch(SearchDriver driver) {
        main.search().unbind(driver);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindListener(CommitListener listener) {
        listeners.add(listener);
    }

    void unbindListener(CommitListener listener) {
        listeners.remove(listener);
    }

    @Deactivate
    public void stop() {
        main.search().stop();
        main.records().stop();
        main.blobs().stop();
    }

    @Override
    public Optional<Account> account(AccountId id) throws IOException {
        Space space = space(id);
        if (space == null) {
            return Optional.empty();
        }
        residents.used(space);
        return Optional.of(space);
    }

    /** Null when there is no such account. */
    @Nullable
    Space space(AccountId id) throws IOException {
        Space known = spaces.get(id);
        if (known != null) {
            return known;
        }
        OpenRecords shard = main.records().enter();
        try {
            byte[] row = shard.records().get(Table.SYS, Keys.head(id));
            if (row == null && id.equals(AccountId.SYSTEM)) {
                row = createSystem(shard);
            }
            if (row == null) {
                return null;
            }
            TenantId tenant = Head.read(row).tenant();
            return spaces.computeIfAbsent(id, key -> new Space(this, main, id, tenant));
        } finally {
            main.records().exit();
        }
    }

    /** Makes the server's own account if it is not there; gives its head. */
    private static synchronized byte[] createSystem(OpenRecords shard) throws IOException {
        byte[] key = Keys.head(AccountId.SYSTEM);
        byte[] row = shard.records().get(Table.SYS, key);
        if (row != null) {
            return row;
        }
        byte[] head = Head.first(TenantId.SYSTEM).value();
        try {
            shard.commit(Batch.builder()
                    .put(Table.SYS, key, head)
                    .put(Table.SYS, Keys.account(AccountId.SYSTEM), Scalars.number(TenantId.SYSTEM.number()))
                    .when(new Batch.ExpectAbsent(Table.SYS, key)));
        } catch (PreconditionFailed e) {
            throw new IOException("the store has another writer", e);
        }
        return head;
    }

    @Override
    public synchronized Account create(TenantId tenant) throws IOException {
        OpenRecords shard = main.records().enter();
        try {
            createSystem(shard);
            byte[] counter = Keys.nextAccount();
            byte[] stored = shard.records().get(Table.SYS, counter);
            AccountId id = new AccountId(stored == null ? 1 : Scalars.numberOf(stored));
            shard.commit(Batch.builder()
                    .put(Table.SYS, counter, Scalars.number(id.number() + 1))
                    .put(Table.SYS, Keys.account(id), Scalars.number(tenant.number()))
                    .put(Table.SYS, Keys.head(id), Head.first(tenant).value())
                    .when(
                            stored == null
                                    ? new Batch.ExpectAbsent(Table.SYS, counter)
                                    : new Batch.Expect(Table.SYS, counter, stored)));
            return spaces.computeIfAbsent(id, key -> new Space(this, main, id, tenant));
        } catch (PreconditionFailed e) {
            throw new IOException("the store has another writer", e);
        } finally {
            main.records().exit();
        }
    }

    @Override
    public List<AccountId> accounts() throws IOException {
        List<AccountId> accounts = new ArrayList<>();
        OpenRecords shard = main.records().enter();
        try {
            createSystem(shard);
            byte[] first = Keys.accounts();
            shard.records().scan(Table.SYS, first, Keys.afterPrefix(first), (key, value) -> {
                accounts.add(Keys.accountOf(key));
                return true;
            });
        } finally {
            main.records().exit();
        }
        return accounts;
    }

    @Override
    public List<Finding> check() throws IOException {
        return new Check(this).run();
    }

    /** Tells listeners; one that throws harms nobody. */
    void announce(AccountId account, long modSeq, Set<String> types) {
        for (CommitListener listener : listeners) {
            try {
                listener.committed(account, modSeq, types);
            } catch (RuntimeException | LinkageError e) {
                LOG.error(
                        "event=listener-failed listener={}", listener.getClass().getName(), e);
            }
        }
    }

    /** The shard that has the server's own account. */
    Shard main() {
        return main;
    }

    Registry registry() {
        return registry;
    }

    Residents residents() {
        return residents;
    }

    Fresh fresh() {
        return fresh;
    }

    Limits limits() {
        return limits;
    }

    /** In milliseconds since 1970. */
    long now() {
        return clock.millis();
    }
}

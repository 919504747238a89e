package org.mailbay.store.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Annex;
import org.mailbay.store.Finding;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Room;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.Store;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.recovery.FullRestore;
import org.mailbay.store.engine.snapshot.SnapshotFiles;
import org.mailbay.store.spi.AccountLimits;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.CommitListener;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.SearchDriver;
import org.osgi.framework.BundleContext;
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
@Component(configurationPid = "store", service = JmapStore.class, immediate = true)
@Designate(ocd = JmapStore.Config.class)
public final class JmapStore implements Store, Annex {
    private static final Logger LOG = LoggerFactory.getLogger(JmapStore.class);

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Store", description = "The JMAP store.")
    public @interface Config {
        @AttributeDefinition(
                description = "How much an account may hold, in megabytes; 0 is no limit. Then nothing is added to it"
                        + " until something is removed")
        int quotaMegabytes() default 0;

        @AttributeDefinition(description = "Megabytes of a user's unused uploads; the oldest go", min = "1")
        int uploadMegabytes() default 1_000;

        @AttributeDefinition(description = "How many such uploads; a client may need hundreds", min = "1")
        int uploads() default 1_000;

        @AttributeDefinition(description = "Most memory for accounts' lists, flags and states, in megabytes")
        int cacheMegabytes() default 48;

        /** With {@link #logDays}: a transaction goes when it is beyond both. */
        @AttributeDefinition(description = "How many transactions of an account clients can catch up with, at least")
        int logTransactions() default 50_000;

        @AttributeDefinition(description = "For how many days clients can catch up, at least")
        int logDays() default 30;

        /** See {@link Limits#retention}. */
        @AttributeDefinition(
                description =
                        "For how many days an account can be restored to any moment: that long the store keeps what"
                                + " was replaced or destroyed; 0 keeps nothing")
        int retentionDays() default 7;

        @AttributeDefinition(description = "How long a call waits while a storage driver is being replaced, in seconds")
        int driverWaitSeconds() default 30;

        @AttributeDefinition(
                description = "How long a storage driver's departure waits for calls inside it, in seconds")
        int drainSeconds() default 20;

        /** Whom {@link Shards} puts together. */
        @AttributeDefinition(
                description = "How many tenants share a shard, that is a database, a folder of blobs and an index of"
                        + " their own; 0 keeps all in one. Only for tenants that have no account yet")
        int tenantsPerShard() default 0;

        @AttributeDefinition(
                description =
                        "Whether large accounts' lists and flags are also kept in files below the data folder, from"
                                + " which they are opened ten times as fast; such a file may be deleted at any time")
        boolean snapshotFiles() default true;

        /** See {@link Residents#sweep}. */
        @AttributeDefinition(description = "After how many minutes an account that nobody looks at leaves memory")
        int idleMinutes() default 60;

        @AttributeDefinition(
                description = "Name of the record driver that is used; empty is the one with which the data folder"
                        + " began. Another one begins empty")
        String recordDriver() default "";

        @AttributeDefinition(
                description = "Name of the blob driver that is used; empty is the one with which the data folder began."
                        + " Another one has none of the older messages")
        String blobDriver() default "";

        /** See {@link TenantKeys}. */
        @AttributeDefinition(
                description = "Whether everything is encrypted; then the store waits for a master key before it opens"
                        + " anything. It cannot be turned off again")
        boolean encryption() default false;
    }

    private final Limits limits;
    private final InstantSource clock;
    private final Shards shards;
    private final TypeLetters letters;
    private final Registry registry;
    private final Residents residents;
    private final Snapshots snapshots;
    private final Map<AccountId, String> damaged = new ConcurrentHashMap<>();
    private final Handles handles = new Handles();
    private final Hidden hidden;
    private final Removal removal;
    private final ScheduledThreadPoolExecutor background = new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("store-background").priority(Thread.MIN_PRIORITY)::unstarted,
            new ThreadPoolExecutor.DiscardPolicy());
    private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Searcher searcher;
    private volatile @Nullable Requested requested;
    private volatile @Nullable AccountLimits accountLimits;

    /** In the container. */
    @Activate
    public JmapStore(BundleContext context, Config config) {
        this(config, Snapshots.files(context.getProperty("mailbay.data"), config));
        String data = context.getProperty("mailbay.data");
        Path folder = data == null ? null : Path.of(data);
        shards.restoreFirst(new FullRestore(folder));
        shards.want(config.recordDriver(), config.blobDriver(), new Keepers(folder));
        background.scheduleWithFixedDelay(
                () -> residents.sweep(Duration.ofMinutes(config.idleMinutes())),
                Residents.TICK.toSeconds(),
                Residents.TICK.toSeconds(),
                TimeUnit.SECONDS);
    }

    /** Without a folder for anything: for tests of what is upon it. */
    public JmapStore(Config config) {
        this(config, null);
    }

    private JmapStore(Config config, @Nullable SnapshotFiles snapshots) {
        this(Limits.of(config), InstantSource.system(), snapshots, config.encryption());
    }

    JmapStore(Limits limits, InstantSource clock) {
        this(limits, clock, null);
    }

    /** @param snapshots null keeps none */
    public JmapStore(Limits limits, InstantSource clock, @Nullable SnapshotFiles snapshots) {
        this(limits, clock, snapshots, false);
    }

    /** @param snapshots null keeps none */
    public JmapStore(Limits limits, InstantSource clock, @Nullable SnapshotFiles snapshots, boolean encryption) {
        this.limits = limits;
        this.clock = clock;
        shards = new Shards(limits, encryption, clock);
        hidden = new Hidden(shards);
        letters = new TypeLetters(shards.main());
        registry = new Registry(shards);
        residents = new Residents(limits.cacheBytes());
        this.snapshots = new Snapshots(snapshots, background);
        removal = new Removal(registry, handles, residents, this.snapshots, damaged);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindRecords(RecordDriver driver) {
        shards.recordDrivers().bind(driver);
    }

    public void unbindRecords(RecordDriver driver) {
        shards.recordDrivers().unbind(driver);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindBlobs(BlobDriver driver) {
        shards.known().forEach(shard -> shard.guard().forget());
        shards.blobDrivers().bind(driver);
        // Until now blobs of the one before were seen.
        shards.known().forEach(shard -> shard.guard().forget());
    }

    public void unbindBlobs(BlobDriver driver) {
        shards.blobDrivers().unbind(driver);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindMasterKey(MasterKey key) {
        shards.keys().master(key);
    }

    public void unbindMasterKey(MasterKey key) {
        shards.keys().unbind(key);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindSearch(SearchDriver driver) {
        saveSearch();
        shards.search().bind(driver);
    }

    public void unbindSearch(SearchDriver driver) {
        saveSearch();
        shards.search().unbind(driver);
    }

    private void saveSearch() {
        Searcher now = searcher;
        if (now != null) {
            now.save();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindListener(CommitListener listener) {
        listeners.add(listener);
    }

    public void unbindListener(CommitListener listener) {
        listeners.remove(listener);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindLimits(AccountLimits newLimits) {
        accountLimits = newLimits;
    }

    public void unbindLimits(AccountLimits oldLimits) {
        if (accountLimits == oldLimits) {
            accountLimits = null;
        }
    }

    @Deactivate
    public void stop() {
        snapshots.stop(handles.all());
        shards.stop();
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
    public @Nullable Space space(AccountId id) throws IOException {
        Space known = handles.get(id);
        if (known != null) {
            return known;
        }
        TenantId tenant = registry.tenant(id);
        if (tenant == null) {
            return null;
        }
        Shard shard = registry.shard(id, tenant);
        return handles.get(id, () -> new Space(this, shard, id, tenant));
    }

    /** The number of the tenant whose an account is; -1 when there is no such account. */
    public long tenantNumber(AccountId id) throws IOException {
        TenantId tenant = registry.tenant(id);
        return tenant == null ? -1 : tenant.number();
    }

    @Override
    public Account create(TenantId tenant) throws IOException {
        AccountId id = registry.create(tenant);
        Shard shard = shards.of(tenant);
        return handles.get(id, () -> new Space(this, shard, id, tenant));
    }

    /**
     * Makes an account that nobody sees before {@link #publish}; cut off before that, its number is not used again.
     *
     * @param wanted its name, which must be free; null for a new one
     */
    public synchronized Space createHidden(TenantId tenant, @Nullable AccountId wanted) throws IOException {
        AccountId id = registry.createHidden(tenant, wanted);
        hidden.begin(id);
        return new Space(this, shards.of(tenant), id, tenant);
    }

    /** Gives up accounts that were hidden and are not {@link #publish published}: what is left of them goes. */
    public synchronized void abandon(@Nullable Space space) throws IOException {
        if (space != null) {
            hidden.end(space.id());
            // Publishing may have failed after it had let it be found; or after it had been done, then it stays.
            if (registry.tenant(space.id()) == null) {
                handles.forget(space);
            }
        }
        hidden.wipe();
    }

    @Override
    public boolean remove(AccountId id) throws IOException {
        Space space = space(id);
        if (space != null) {
            removal.hide(space, searcher);
        }
        abandon(null);
        return space != null;
    }

    /** Bytes that an account may hold; 0 is no limit. */
    long quota(AccountId id) {
        AccountLimits now = accountLimits;
        return (now == null ? OptionalLong.empty() : now.quota(id)).orElse(limits.quota());
    }

    /** Lets everybody see accounts that were hidden, all or none if they are at most a thousand. */
    public void publish(List<Space> spaces) throws IOException {
        for (Space space : spaces) {
            // Before the commit: who sees the account finds this object, for two would be two writers.
            handles.get(space.id(), () -> space);
        }
        registry.publish(spaces);
        for (Space space : spaces) {
            hidden.end(space.id());
            // Until now listeners heard of an account that they could not see.
            Space.Held held = space.held();
            if (held != null) {
                announce(space.id(), held.image().modSeq(), Set.of());
            }
        }
    }

    @Override
    public List<AccountId> accounts() throws IOException {
        return List.copyOf(registry.tenants().keySet());
    }

    /** The accounts that are kept in {@code shard}. */
    public List<AccountId> accounts(Shard shard) throws IOException {
        return registry.accounts(shard);
    }

    @Override
    public List<Finding> check() throws IOException {
        return new Check(this).run();
    }

    /** As {@link #check()}, of one account; what is of shards is left out. */
    public List<Finding> check(AccountId account) throws IOException {
        return new Check(this).run(account);
    }

    /** As {@link #check()}, without what is looked for in each account. */
    public List<Finding> checkShards() throws IOException {
        return new Check(this).runShards();
    }

    /** Opens what must be open before anybody is served. */
    void openFirst() throws IOException {
        account(AccountId.SYSTEM).orElseThrow().snapshot();
        shards.finishRestore();
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

    /** The names of all types that ever were, by letter. */
    public Map<Character, String> typeNames() throws IOException {
        return letters.stored();
    }

    @Override
    public Room room(String name) {
        return new AnnexRoom(shards.annex(name), shards.keys());
    }

    /** Where everything is kept. */
    public Shards shards() {
        return shards;
    }

    /** Lets {@code newSearcher} search accounts; null when nobody does. */
    public void searchedBy(@Nullable Searcher newSearcher) {
        searcher = newSearcher;
    }

    /** Lets {@code newRequested} hear what is asked of outboxes; null when nobody does. */
    public void requestedBy(@Nullable Requested newRequested) {
        requested = newRequested;
    }

    void ask(Space space, long modSeq, List<Asked> asked) {
        Requested now = requested;
        if (now != null) {
            now.asked(space, modSeq, asked);
        }
    }

    Searcher searcher() throws SearchBehindException {
        Searcher now = searcher;
        if (now == null) {
            throw new SearchBehindException("search is being restarted");
        }
        return now;
    }

    Registry registry() {
        return registry;
    }

    TypeLetters letters() {
        return letters;
    }

    /** The accounts that could not be read, and why. */
    Map<AccountId, String> damaged() {
        return damaged;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    /** How many accounts somebody holds or are in memory. */
    int held() {
        return handles.size();
    }

    Residents residents() {
        return residents;
    }

    public Limits limits() {
        return limits;
    }

    /** Makes sure that a type's letter is its own. */
    public void require(ObjectType type) throws IOException {
        letters.require(type);
    }

    /** In milliseconds since 1970. */
    public long now() {
        return clock.millis();
    }
}

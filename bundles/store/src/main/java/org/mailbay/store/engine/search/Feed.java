package org.mailbay.store.engine.search;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.AccountId;
import org.mailbay.store.engine.JmapStore;
import org.mailbay.store.engine.Shard;
import org.mailbay.store.engine.Space;
import org.mailbay.store.spi.CommitListener;
import org.mailbay.store.spi.Schema;
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

/** Feeds the search indexes with what is written to accounts, and searches them. */
@Component(
        configurationPid = "store.search",
        service = {Feed.class, MetricSource.class},
        immediate = true)
@Designate(ocd = Feed.Config.class)
public final class Feed implements MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final Duration STOP = Duration.ofSeconds(10);
    /** What is written within is indexed together. */
    private static final long GATHER_NANOS = Duration.ofMillis(100).toNanos();

    private static final long TEND_NANOS = Duration.ofMillis(500).toNanos();

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Search feed", description = "How the search indexes follow what is written.")
    public @interface Config {
        /** Bound of what a crash makes to be done again. */
        @AttributeDefinition(description = "How often the index is made durable while it is fed, in seconds")
        int commitSeconds() default 15;

        /** Bound of {@link Finder}'s wait. */
        @AttributeDefinition(
                description = "How long a search waits for what was just written to be indexed, in milliseconds")
        int waitMillis() default 2_000;

        /** Number of {@link Feeder}s. */
        @AttributeDefinition(description = "Threads that index; each reads one account at a time")
        int threads() default 2;

        /** See {@link Rush}. */
        @AttributeDefinition(
                description =
                        "Transactions a second, for each processor, from which on indexing waits until there are fewer; 0: it never does")
        int rushTransactions() default 50;

        /** Bound of {@link Agenda}'s patience. */
        @AttributeDefinition(description = "Longest time that indexing waits for that, in seconds")
        int lagSeconds() default 30;

        /** The same in work: what a search may have to wait for. */
        @AttributeDefinition(description = "Most transactions of an account that wait for that")
        int lagTransactions() default 1_000;

        /** Bound of {@link Documents}. */
        @AttributeDefinition(description = "Longest time for the text of one object, attachments included, in seconds")
        int documentSeconds() default 60;

        /** Bound of an unbind's wait. */
        @AttributeDefinition(description = "How long a model's departure waits for calls inside it, in seconds")
        int drainSeconds() default 20;
    }

    private final JmapStore store;
    private final Config config;
    private final Schemas schemas = new Schemas();
    private final Reports reports = new Reports();
    private final Rush rush;
    private final Agenda agenda;
    private final Map<AccountId, Progress> accounts = new ConcurrentHashMap<>();
    private final Map<Shard, ShardFeed> shards = new ConcurrentHashMap<>();
    private final CommitListener listener = (account, modSeq, types) -> committed(account, modSeq);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong nextTend = new AtomicLong(System.nanoTime());
    private volatile boolean surveyed;
    private volatile boolean modelsChanged;
    private volatile boolean stopped;

    /** Starts. */
    @Activate
    public Feed(@Reference JmapStore store, Config config) {
        this.store = store;
        this.config = config;
        rush = new Rush((long) config.rushTransactions() * Runtime.getRuntime().availableProcessors());
        agenda = new Agenda(rush::isOn, Duration.ofSeconds(config.lagSeconds()).toNanos());
        store.bindListener(listener);
        store.searchedBy(new Finder(this, Duration.ofMillis(config.waitMillis())));
        for (int i = 1; i <= Math.max(1, config.threads()); i++) {
            Documents documents = new Documents(
                    "search-text-" + i, schemas, reports, Duration.ofSeconds(Math.max(1, config.documentSeconds())));
            threads.add(
                    Thread.ofPlatform().daemon().name("search-feed-" + i).start(new Feeder(this, agenda, documents)));
        }
    }

    /** Another model. */
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindSchema(Schema schema) {
        schemas.bind(schema);
        modelsChanged = true;
    }

    /** When it returns, nobody is inside the model any more. */
    public void unbindSchema(Schema schema) {
        schemas.unbind(schema, Duration.ofSeconds(config.drainSeconds()));
    }

    /** Makes durable what is done, and ends. */
    @Deactivate
    public void stop() {
        store.searchedBy(null);
        store.unbindListener(listener);
        stopped = true;
        threads.forEach(Thread::interrupt);
        long end = System.nanoTime() + STOP.toNanos();
        for (Thread thread : threads) {
            join(thread, end);
        }
        shards.values().forEach(ShardFeed::commit);
    }

    private static void join(Thread thread, long end) {
        try {
            if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                LOG.warn("event=drain-incomplete what={}", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** On the committing thread: only remembers. */
    private void committed(AccountId account, long modSeq) {
        Progress progress = progress(account);
        progress.committed(modSeq);
        rush.committed();
        if (progress.waiting.incrementAndGet() == config.lagTransactions()) {
            agenda.press(progress);
        } else {
            agenda.add(progress, GATHER_NANOS);
        }
    }

    Progress progress(AccountId account) {
        Progress known = accounts.get(account);
        return known != null ? known : accounts.computeIfAbsent(account, Progress::new);
    }

    /** An account is no more. */
    void removed(Space space) {
        of(space.shard()).removed(progress(space.id()));
        accounts.remove(space.id());
    }

    Collection<Progress> accounts() {
        return accounts.values();
    }

    ShardFeed of(Shard shard) {
        return shards.computeIfAbsent(
                shard,
                key -> new ShardFeed(
                        this,
                        shard,
                        new Cursors(store, shard),
                        Duration.ofSeconds(Math.max(1, config.commitSeconds())).toNanos()));
    }

    Collection<ShardFeed> shards() {
        return shards.values();
    }

    /** Now and then, by any feeder: opens indexes, commits, and wakes accounts that waited for a model. */
    void tend() {
        long now = System.nanoTime();
        long next = nextTend.get();
        if (now - next < 0 || !nextTend.compareAndSet(next, now + TEND_NANOS)) {
            return;
        }
        if (!surveyed) {
            survey();
        }
        reports.perSecond();
        shards.values().forEach(ShardFeed::tend);
        shards.values().forEach(ShardFeed::commitIfDue);
        if (modelsChanged) {
            modelsChanged = false;
            want(accounts.values());
        }
    }

    private void survey() {
        try {
            store.shards().all().forEach(this::of);
            surveyed = true;
        } catch (IOException e) {
            LOG.debug("event=search-waits reason=\"{}\"", e.getMessage());
        }
    }

    /** Has accounts fed. */
    void want(Collection<Progress> some) {
        some.forEach(progress -> agenda.add(progress, 0));
    }

    /** Has an account fed before others. */
    void hurry(Progress progress) {
        agenda.hurry(progress);
    }

    /**
     * Reads everything again, of one account or all.
     *
     * @param clear forget first; otherwise the old texts go on being found
     * @return how many accounts
     */
    int rebuild(@Nullable AccountId account, boolean clear) throws IOException {
        int count = 0;
        for (AccountId id : account == null ? store.accounts() : List.of(account)) {
            Progress progress = progress(id);
            progress.rebuild = clear ? Progress.Rebuild.CLEAR : Progress.Rebuild.AGAIN;
            agenda.add(progress, 0);
            count++;
        }
        LOG.info("event=search-rebuild accounts={} clear={}", count, clear);
        return count;
    }

    JmapStore store() {
        return store;
    }

    Schemas schemas() {
        return schemas;
    }

    /** Transactions of an account that may wait, and some that come meanwhile. */
    long mostWaiting() {
        return 2L * config.lagTransactions();
    }

    Reports reports() {
        return reports;
    }

    boolean isStopped() {
        return stopped;
    }

    @Override
    public void measure(Metrics out) {
        out.counter("mailbay_search_indexed_total", "Objects whose text was indexed.", reports.indexed.get());
        out.counter("mailbay_search_removed_total", "Objects removed from the index.", reports.removed.get());
        out.counter(
                "mailbay_search_incomplete_total",
                "Objects indexed without all of their text.",
                reports.incomplete.get());
        out.counter("mailbay_search_commits_total", "Times the index was made durable.", reports.commits.get());
        for (ShardFeed shard : shards.values()) {
            State state = State.of(this, shard);
            String name = shard.shard().id().name();
            out.gauge("mailbay_search_behind_accounts", "Accounts not wholly indexed.", state.behind(), "shard", name);
            out.gauge(
                    "mailbay_search_behind_changes",
                    "Transactions that the index has not seen.",
                    state.changes(),
                    "shard",
                    name);
        }
    }
}

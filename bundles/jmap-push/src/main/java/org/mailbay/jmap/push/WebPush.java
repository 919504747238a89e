package org.mailbay.jmap.push;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSocketFactory;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.jmap.push.Courier.Answer;
import org.mailbay.jmap.push.Stored.OfSubscription;
import org.mailbay.jmap.push.Stored.OfUser;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.SharedAccounts;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Store;
import org.mailbay.store.spi.CommitListener;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes state changes to the subscriptions of all users.
 *
 * <p>Subscriptions are held in memory, by user; the server's own account says which users have some. What was pushed last is noted with a
 * subscription once in a while, so after a crash a device hears a state once more rather than never.
 */
@Component(
        configurationPid = "jmap.push",
        service = {CommitListener.class, WebPush.class, HealthCheck.class, MetricSource.class},
        immediate = true,
        property = {"hc.name=JMAP push", "hc.tags=mailbay"})
@Designate(ocd = WebPush.Config.class)
public final class WebPush implements CommitListener, HealthCheck, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(WebPush.class);

    private static final Duration AWAY = Duration.ofSeconds(5);

    private static final Duration DRAIN = Duration.ofSeconds(15);

    private static final int MAX_AT_ONCE = 64;

    /** What an operator can set. */
    @ObjectClassDefinition(name = "JMAP push", description = "Push subscriptions of devices (RFC 8620 §7.2).")
    public @interface Config {
        @AttributeDefinition(description = "Subscriptions of one user.", min = "1", max = "1000")
        int maxSubscriptions() default 20;

        @AttributeDefinition(description = "New subscriptions of one user in an hour.", min = "1")
        int maxNewInHour() default 60;

        @AttributeDefinition(
                description = "Days after which a subscription ends unless renewed.",
                min = "2",
                max = "365")
        int maxDays() default 7;

        @AttributeDefinition(description = "Milliseconds between two messages of a subscription.", min = "0")
        int pauseMilliseconds() default 500;

        @AttributeDefinition(description = "Seconds that one message may take to be sent.", min = "1")
        int sendSeconds() default 20;

        @AttributeDefinition(description = "Seconds for which a push service keeps a message for a device that is off.")
        int ttlSeconds() default 86_400;

        @AttributeDefinition(
                description =
                        "Whether push services may be in this network or on this machine; otherwise a subscription"
                                + " is a way for users to reach what only this server can.")
        boolean privateAddresses() default false;

        @AttributeDefinition(
                description =
                        "How operators of push services reach you: mailto:postmaster@example.org, or an https URL;"
                                + " empty: they are not told. Some services want it.")
        String contact() default "";
    }

    /**
     * A data type.
     *
     * @param shared whether it is seen in others' accounts
     */
    private record Kind(ObjectType type, boolean shared) {}

    private final Swappable<Store> stores = new Swappable<>("store");

    private final Swappable<Directory> directories = new Swappable<>("directory");

    private final Swappable<SharedAccounts> sharing = new Swappable<>("sharing");

    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

    private final Users users = new Users();

    private final Visible visible = new Visible(directories, sharing, users);

    private final Revocations revocations = new Revocations(directories, users);

    private final Config config;

    private final InstantSource clock;

    private final Sender sender;

    private final Courier courier;

    private final Semaphore turns = new Semaphore(MAX_AT_ONCE);

    private final AtomicBoolean loading = new AtomicBoolean();

    private final LongAdder pushed = new LongAdder();

    private final LongAdder failed = new LongAdder();

    private final LongAdder ended = new LongAdder();

    private final ExecutorService work = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("jmap-push-web-", 0).factory());

    private final ExecutorService lookups = Executors.newFixedThreadPool(
            4, Thread.ofPlatform().daemon().name("jmap-push-names-", 0).factory());

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("jmap-push-timer").factory());

    private final ServerKey key;

    private volatile boolean stopping;

    /** In the container. */
    @Activate
    public WebPush(@Reference ServerKey key, Config config) {
        this(key, config, Clock.systemUTC(), (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    WebPush(ServerKey key, Config config, InstantSource clock, SSLSocketFactory tls) {
        this.key = key;
        this.config = config;
        this.clock = clock;
        courier = new Courier(tls, lookups, config.privateAddresses(), Duration.ofSeconds(config.sendSeconds()));
        sender = new Sender(courier, clock, config.ttlSeconds(), config.contact());
        timer.scheduleWithFixedDelay(() -> later(this::look), 30, 30, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(() -> later(this::shutOut), 1, 1, TimeUnit.SECONDS);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindStore(Store store) {
        stores.bind(store);
        loadSoon();
    }

    void unbindStore(Store store) {
        stores.unbind(store, DRAIN);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDirectory(Directory directory) {
        directories.bind(directory);
        loadSoon();
    }

    void unbindDirectory(Directory directory) {
        directories.unbind(directory, DRAIN);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindSharing(SharedAccounts shared) {
        sharing.bind(shared);
        loadSoon();
    }

    void unbindSharing(SharedAccounts shared) {
        sharing.unbind(shared, DRAIN);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindType(DataType type) {
        kinds.put(type.type().name(), new Kind(type.type(), type.isShared()));
        loadSoon();
    }

    void unbindType(DataType type) {} // its changes, if any come, are still its changes

    Config config() {
        return config;
    }

    InstantSource clock() {
        return clock;
    }

    Courier courier() {
        return courier;
    }

    Lease<Store> store() throws IOException {
        return stores.acquire(AWAY);
    }

    @Override
    public void committed(AccountId account, long modSeq, Set<String> types) {
        if (types.contains(Stored.SUBSCRIPTION.name()) || users.has(account) && types.contains("SharedAccount")) {
            later(() -> load(account));
        }
        for (Watch watch : users.hearing(account)) {
            boolean own = watch.user().equals(account);
            for (String name : types) {
                Kind kind = kinds.get(name);
                if (kind != null && (own || kind.shared)) {
                    watch.changed(account, name, modSeq);
                }
            }
            pump(watch);
        }
    }

    private void later(Work task) {
        try {
            work.execute(() -> {
                try {
                    task.run();
                } catch (IOException | RuntimeException e) {
                    LOG.warn("event=jmap.push.web outcome=failed reason=\"{}\"", e.toString());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("event=jmap.push.web outcome=stopped");
        }
    }

    /** Looks at all users once things have calmed down. */
    private void loadSoon() {
        if (!stopping && loading.compareAndSet(false, true)) {
            timer.schedule(
                    () -> {
                        loading.set(false);
                        later(this::loadAll);
                    },
                    200,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void loadAll() throws IOException {
        if (!stores.isPresent() || !directories.isPresent()) {
            return; // whoever comes last loads
        }
        Set<AccountId> known = new HashSet<>();
        try (Lease<Store> store = store()) {
            Account system = store.service().account(AccountId.SYSTEM).orElse(null);
            if (system != null) {
                Objects list = system.snapshot().objects(Stored.USER);
                list.all().forEach(ordinal -> known.add(new AccountId(list.get(OfUser.ACCOUNT, ordinal))));
            }
        }
        for (AccountId account : known) {
            load(account);
        }
    }

    /** Takes in the subscriptions of a user, and whom it hears of. */
    private void load(AccountId user) throws IOException {
        synchronized (users.turn(user)) {
            try (Lease<Store> store = store()) {
                Account account = store.service().account(user).orElse(null);
                Map<ObjectId, Subscription> now = account == null ? Map.of() : Subscription.all(account);
                revocations.renewed();
                List<Watch> watches = users.put(user, now, now.isEmpty() ? Set.of() : visible.others(user));
                for (Watch watch : watches) {
                    if (account != null) {
                        compare(watch, account.snapshot());
                    }
                    pump(watch);
                }
            }
        }
    }

    /** Notes what happened since the last message that is known to have been pushed. */
    private void compare(Watch watch, Snapshot now) {
        kinds.forEach((name, kind) -> {
            if (watch.compares(name)) {
                long state = now.objects(kind.type).state();
                if (state > watch.subscription().sent()) {
                    watch.changed(watch.user(), name, state);
                }
            }
        });
    }

    /** Sends, now or when it may. */
    private void pump(Watch watch) {
        long wait = stopping ? -1 : watch.begin();
        if (wait == 0) {
            later(() -> send(watch));
        } else if (wait > 0 && !timer.isShutdown()) {
            try {
                timer.schedule(
                        () -> {
                            watch.wake();
                            pump(watch);
                        },
                        wait,
                        TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("event=jmap.push.web outcome=stopped");
            }
        }
    }

    private void send(Watch watch) throws IOException {
        turns.acquireUninterruptibly();
        Map<AccountId, Map<String, Long>> taken = null;
        try {
            Subscription subscription = watch.subscription();
            taken = watch.take();
            Map<AccountId, Map<String, Long>> rest = taken == null ? Map.of() : new HashMap<>(taken);
            Message message = taken == null
                    ? Message.verification(subscription)
                    : Message.stateChange(rest, account -> visible.suffix(watch.user(), account));
            if (message == null || subscription.expires() <= clock.millis() || revocations.hold(subscription)) {
                watch.sent(0);
                return;
            }
            Answer answer = sender.send(subscription, message, key.get());
            if (answer.status() >= 200 && answer.status() < 300) {
                watch.putBack(rest);
                watch.sent(TimeUnit.MILLISECONDS.toNanos(config.pauseMilliseconds()));
                pushed.increment();
            } else if (answer.status() == 404 || answer.status() == 410) {
                end(watch, "gone"); // RFC 8030 §7.3
            } else {
                inVain(watch, taken, answer.retryAfter(), "status " + answer.status());
            }
        } catch (IOException | RuntimeException e) {
            inVain(watch, taken, 0, e.toString());
        } finally {
            turns.release();
            pump(watch); // what came meanwhile, also when there was nothing to say of what came before
        }
    }

    private void inVain(
            Watch watch, @Nullable Map<AccountId, Map<String, Long>> taken, long retryAfter, String reason) {
        failed.increment();
        boolean again = watch.failed(retryAfter, taken);
        LOG.info(
                "event=jmap.push.web outcome={} account={} subscription={} reason=\"{}\"",
                again ? "later" : "given-up",
                watch.user(),
                watch.id(),
                reason);
    }

    // RFC 8620 §7.2: a subscription is tied to the credentials that made it
    private void shutOut() throws IOException {
        for (Watch watch : revocations.look()) {
            end(watch, "revoked");
        }
    }

    private void end(Watch watch, String outcome) throws IOException {
        LOG.info("event=jmap.push.web outcome={} account={} subscription={}", outcome, watch.user(), watch.id());
        watch.end();
        watch.sent(0);
        destroy(watch);
    }

    private void destroy(Watch watch) throws IOException {
        ended.increment();
        try (Lease<Store> store = store()) {
            Account account = store.service().account(watch.user()).orElse(null);
            if (account != null) {
                account.<Boolean, RuntimeException>write(tx -> {
                    tx.keepNoPast(Stored.SUBSCRIPTION);
                    if (tx.row(watch.id()) != null) {
                        tx.destroy(Stored.SUBSCRIPTION, watch.id());
                    }
                    return true;
                });
            }
        }
    }

    /** Ends what has expired, notes what was pushed. */
    private void look() throws IOException {
        for (Watch watch : users.all()) {
            if (watch.subscription().expires() <= clock.millis()) {
                end(watch, "expired");
            }
            note(watch);
        }
    }

    private void note(Watch watch) throws IOException {
        long sent = watch.toNote();
        if (sent < 0) {
            return;
        }
        try (Lease<Store> store = store()) {
            Account account = store.service().account(watch.user()).orElse(null);
            if (account != null) {
                account.<Boolean, RuntimeException>write(tx -> {
                    tx.keepNoPast(Stored.SUBSCRIPTION);
                    Row row = tx.row(watch.id());
                    if (row != null) {
                        tx.update(Stored.SUBSCRIPTION, watch.id(), row.with(OfSubscription.SENT, sent));
                    }
                    return row != null;
                });
            }
        }
    }

    @Override
    public void measure(Metrics out) {
        out.gauge("mailbay_jmap_push_subscriptions", "Push subscriptions.", users.size());
        out.counter("mailbay_jmap_push_messages_total", "Messages to push services.", pushed.sum(), "outcome", "sent");
        out.counter(
                "mailbay_jmap_push_messages_total", "Messages to push services.", failed.sum(), "outcome", "failed");
        out.counter("mailbay_jmap_push_ended_total", "Push subscriptions that expired, or that are gone.", ended.sum());
    }

    @Override
    public Result execute() {
        if (!stores.isPresent()) {
            return new Result(Result.Status.CRITICAL, "the store is away");
        }
        return new Result(Result.Status.OK, users.size() + " push subscriptions, " + failed.sum() + " failed messages");
    }

    @Deactivate
    void deactivate() {
        stopping = true;
        timer.shutdownNow();
        later(() -> {
            for (Watch watch : users.all()) {
                note(watch);
            }
        });
        work.shutdown();
        boolean interrupted = false;
        try {
            if (!work.awaitTermination(5, TimeUnit.SECONDS)) {
                work.shutdownNow();
                work.awaitTermination(2, TimeUnit.SECONDS);
            }
            lookups.shutdownNow();
            lookups.awaitTermination(2, TimeUnit.SECONDS);
            timer.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something that reads or writes. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}

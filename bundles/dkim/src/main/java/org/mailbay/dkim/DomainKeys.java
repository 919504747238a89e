package org.mailbay.dkim;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Domain;
import org.mailbay.dns.Resolver;
import org.mailbay.mailauth.DnsName;
import org.mailbay.mailauth.dkim.DkimKey;
import org.mailbay.mailauth.dkim.SigningKey;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Store;
import org.mailbay.store.TenantId;
import org.mailbay.swap.AwayException;
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

/** The keys of all domains, looked after: made, used once DNS has them, replaced, retired. */
@Component(configurationPid = "dkim", immediate = true, service = DomainKeys.class)
@Designate(ocd = DomainKeys.Config.class)
public final class DomainKeys {
    private static final Logger LOG = LoggerFactory.getLogger(DomainKeys.class);
    private static final Duration DRAIN = Duration.ofSeconds(15);
    private static final int MOST_QUESTIONS = 500;
    private static final int TICK_SECONDS = 3;

    /** What can be set. */
    @ObjectClassDefinition(name = "DKIM", description = "How mail that leaves is signed.")
    @interface Config {
        /** Kinds. */
        @AttributeDefinition(description = "Kinds of keys that each domain has: rsa, ed25519.")
        String[] kinds() default {"rsa", "ed25519"};

        /** Wait. */
        @AttributeDefinition(
                description = "Whether a domain's first keys sign only once DNS has their records; otherwise at once.")
        boolean waitForDns() default true;

        /** Patience. */
        @AttributeDefinition(
                description = "Days that DNS must have had the record of a new key before it replaces the old one.")
        int announceDays() default 2;

        /** Afterwards. */
        @AttributeDefinition(description = "Days that the record of an old key must stay; the key is then removed.")
        int keepDays() default 14;

        /** By itself. */
        @AttributeDefinition(
                description =
                        "Days after which a key is to be replaced: a new one is made, whose record must be published; 0 for never.")
        int rotateDays() default 0;

        /** How often. */
        @AttributeDefinition(description = "Minutes between looks at domains and their records.")
        int checkMinutes() default 10;
    }

    private final Config config;
    private final List<KeyKind> kinds;
    private final InstantSource clock;
    private final Swappable<Store> stores = new Swappable<>("store");
    private final Swappable<Directory> directories = new Swappable<>("directory");
    private final Swappable<Resolver> resolvers = new Swappable<>("dns");
    private final KeyStore keys = new KeyStore(stores);
    private final Map<ObjectId, Published> published = new ConcurrentHashMap<>();
    private final @Nullable ScheduledExecutorService upkeep;
    private volatile String trouble = "";

    /** Of the directory when all domains had keys, and when DNS was asked; only the thread of upkeep. */
    private long revision = Long.MIN_VALUE;

    private long lookedAt = Long.MIN_VALUE;

    /** Made by the container. */
    @Activate
    public DomainKeys(Config config) {
        this(config, InstantSource.system(), true);
    }

    DomainKeys(Config config, InstantSource clock, boolean looksAfter) {
        this.config = config;
        this.clock = clock;
        this.kinds = Arrays.stream(config.kinds())
                .map(word -> KeyKind.of(word)
                        .orElseThrow(
                                () -> new IllegalArgumentException("dkim.kinds knows rsa and ed25519, not " + word)))
                .distinct()
                .toList();
        if (config.announceDays() < 0
                || config.keepDays() < 1
                || config.rotateDays() < 0
                || config.checkMinutes() < 1) {
            throw new IllegalArgumentException("dkim: a time is below its least value");
        }
        if (looksAfter) {
            upkeep = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("dkim-upkeep").daemon().factory());
            upkeep.scheduleWithFixedDelay(this::tick, TICK_SECONDS, TICK_SECONDS, TimeUnit.SECONDS);
        } else {
            upkeep = null;
        }
    }

    @Deactivate
    void close() throws InterruptedException {
        ScheduledExecutorService running = upkeep;
        if (running != null) {
            running.shutdownNow();
            if (!running.awaitTermination(DRAIN.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("event=dkim-stopped outcome=late");
            }
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindStore(Store store) {
        stores.bind(store);
    }

    void unbindStore(Store store) {
        stores.unbind(store, DRAIN);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDirectory(Directory directory) {
        directories.bind(directory);
    }

    void unbindDirectory(Directory directory) {
        directories.unbind(directory, DRAIN);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindResolver(Resolver resolver) {
        resolvers.bind(resolver);
    }

    void unbindResolver(Resolver resolver) {
        resolvers.unbind(resolver, DRAIN);
    }

    /** All keys, the oldest first. */
    List<DomainKey> all() throws IOException {
        return keys.keys();
    }

    /** Whether there is a store to read them from: without, asking waits for one. */
    boolean hasStore() {
        return stores.isPresent();
    }

    /** What the last look at DNS said of a key. */
    Published published(DomainKey key) {
        return published.getOrDefault(key.id(), Published.UNKNOWN);
    }

    /** The text of the record to publish for a key. */
    String record(DomainKey key) throws IOException {
        return DkimKey.record(keys.pair(key).getPublic());
    }

    /** What went wrong at the last look; empty when nothing did. */
    String trouble() {
        return trouble;
    }

    /** The tenant's domain that is this one or the nearest above it; empty when it is not the tenant's. */
    Optional<Domain> domain(String name, TenantId tenant) throws IOException {
        try (Lease<Directory> directory = directories.acquire(Duration.ofSeconds(5))) {
            return directory.service().domains().stream()
                    .filter(domain -> domain.tenant().equals(tenant))
                    .filter(domain -> DnsName.isWithin(name, domain.name()))
                    .max(Comparator.comparingInt(domain -> domain.name().length()));
        }
    }

    /** What a domain's mail is signed with now: the newest key of each kind that signs. */
    List<SigningKey> signing(String domain) throws IOException {
        Map<KeyKind, DomainKey> newest = new EnumMap<>(KeyKind.class);
        for (DomainKey key : keys.keys()) {
            if (key.domain().equals(domain) && key.state() == KeyState.SIGNING) {
                newest.put(key.kind(), key);
            }
        }
        List<SigningKey> signing = new ArrayList<>();
        for (DomainKey key : newest.values()) {
            signing.add(new SigningKey(domain, key.selector(), keys.pair(key).getPrivate()));
        }
        return signing;
    }

    /** Makes a new key of each kind, which replaces the old one when DNS has had it for long enough. */
    List<DomainKey> rotate(String domain) throws IOException {
        List<DomainKey> made = new ArrayList<>();
        for (KeyKind kind : kinds) {
            keys.make(domain, kind, clock.instant(), false).ifPresent(made::add);
        }
        made.forEach(key -> LOG.info("event=dkim-key outcome=made name={}", key.name()));
        return made;
    }

    /** Lets a key sign now, whatever DNS says. */
    void use(DomainKey key) throws IOException {
        Instant now = clock.instant();
        keys.change(key, old -> old.used(now));
        replace(key, now);
    }

    /** Ends a key at once: it signs no more. */
    void retire(DomainKey key) throws IOException {
        keys.change(key, old -> old.retired(clock.instant()));
        LOG.info("event=dkim-key outcome=retired name={}", key.name());
    }

    /** A look when it is time, and keys for new domains at once. */
    private void tick() {
        if (!stores.isPresent() || !directories.isPresent()) {
            return;
        }
        long now = System.nanoTime();
        if (lookedAt == Long.MIN_VALUE || now - lookedAt > TimeUnit.MINUTES.toNanos(config.checkMinutes())) {
            look();
            lookedAt = now;
            return;
        }
        attempt(() -> {
            if (makeMissing()) {
                ask();
                advance();
            }
        });
    }

    /** Looks after all keys once. */
    void look() {
        attempt(() -> {
            makeMissing();
            ask();
            advance();
        });
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    private void attempt(Task task) {
        try {
            task.run();
            trouble = "";
        } catch (AwayException e) {
            trouble = String.valueOf(e.getMessage());
        } catch (IOException | RuntimeException e) {
            trouble = String.valueOf(e.getMessage());
            LOG.warn("event=dkim-upkeep outcome=failed", e);
        }
    }

    /** Makes the first keys of domains that have none; whether there were some. */
    private boolean makeMissing() throws IOException {
        List<Domain> domains;
        long now;
        try (Lease<Directory> directory = directories.acquire(Duration.ofSeconds(5))) {
            now = directory.service().revision();
            if (now == revision) {
                return false;
            }
            domains = directory.service().domains();
        }
        Set<String> present = new HashSet<>();
        keys.keys().forEach(key -> present.add(key.kind() + " " + key.domain()));
        boolean isNew = false;
        for (Domain domain : domains) {
            for (KeyKind kind : kinds) {
                if (Thread.currentThread().isInterrupted()) {
                    return isNew;
                }
                if (!present.contains(kind + " " + domain.name())) {
                    Optional<DomainKey> made = keys.make(domain.name(), kind, clock.instant(), true);
                    made.ifPresent(key -> LOG.info("event=dkim-key outcome=made name={}", key.name()));
                    isNew |= made.isPresent();
                }
            }
        }
        revision = now;
        return isNew;
    }

    private void ask() throws IOException {
        if (!resolvers.isPresent()) {
            published.clear();
            return;
        }
        List<DomainKey> now = keys.keys();
        published.keySet().retainAll(now.stream().map(DomainKey::id).toList());
        int asked = 0;
        for (DomainKey key : now) {
            boolean isOpen = key.state() != KeyState.RETIRED;
            if (!isOpen
                    || ++asked > MOST_QUESTIONS && key.isSeen()
                    || Thread.currentThread().isInterrupted()) {
                continue;
            }
            try (Lease<Resolver> dns = resolvers.acquire(Duration.ZERO)) {
                Published found = Published.of(dns.service(), key.name(), record(key));
                published.put(key.id(), found);
                if (found == Published.YES && !key.isSeen()) {
                    keys.change(key, old -> old.seen(clock.instant()));
                    LOG.info("event=dkim-key outcome=published name={}", key.name());
                }
            }
        }
    }

    /** Lets keys go on to their next state when their time has come. */
    private void advance() throws IOException {
        Instant now = clock.instant();
        List<DomainKey> all = keys.keys();
        for (DomainKey key : all) {
            switch (key.state()) {
                case WAITING -> {
                    boolean isFirst =
                            keys.keys().stream().noneMatch(old -> isSame(old, key) && old.state() == KeyState.SIGNING);
                    boolean isDue = key.isSeen()
                            && !key.seen()
                                    .plus(Duration.ofDays(config.announceDays()))
                                    .isAfter(now);
                    if (isFirst ? key.isSeen() || !config.waitForDns() : isDue) {
                        use(key);
                    }
                }
                case SIGNING -> {
                    boolean isOld = config.rotateDays() > 0
                            && !key.used()
                                    .plus(Duration.ofDays(config.rotateDays()))
                                    .isAfter(now);
                    if (isOld && kinds.contains(key.kind())) {
                        keys.make(key.domain(), key.kind(), now, false);
                    }
                }
                case RETIRED -> {
                    if (!key.retired().plus(Duration.ofDays(config.keepDays())).isAfter(now)) {
                        keys.remove(key);
                        LOG.info("event=dkim-key outcome=removed name={}", key.name());
                    }
                }
            }
        }
    }

    private void replace(DomainKey key, Instant now) throws IOException {
        LOG.info("event=dkim-key outcome=signs name={}", key.name());
        for (DomainKey old : keys.keys()) {
            if (isSame(old, key) && old.state() == KeyState.SIGNING && !old.id().equals(key.id())) {
                keys.change(old, one -> one.retired(now));
            }
        }
    }

    private static boolean isSame(DomainKey one, DomainKey other) {
        return one.domain().equals(other.domain()) && one.kind() == other.kind();
    }
}

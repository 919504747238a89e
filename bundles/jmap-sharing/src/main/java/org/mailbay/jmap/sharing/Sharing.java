package org.mailbay.jmap.sharing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.sharing.Given.Giving;
import org.mailbay.jmap.sharing.Stored.OfSharedAccount;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Shareable;
import org.mailbay.jmap.spi.SharedAccounts;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Objects;
import org.mailbay.store.Snapshot;
import org.mailbay.store.Store;
import org.mailbay.swap.Shelf;
import org.mailbay.swap.Swappable;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Which accounts of others a principal may use: those of its tenant in which an object's row says so.
 *
 * <p>An owner's rows are read when a type's state is another than at the last look. Where to look is in the principal's own account, see
 * {@link ShareWorker}; an entry that leads nowhere is skipped.
 */
@Component(
        configurationPid = "jmap.sharing",
        service = {SharedAccounts.class, Sharing.class, HealthCheck.class, MetricSource.class},
        immediate = true,
        property = {"hc.name=JMAP sharing", "hc.tags=mailbay"})
@Designate(ocd = Sharing.Config.class)
public final class Sharing implements SharedAccounts, HealthCheck, MetricSource {
    private static final int MAX_KNOWN = 10_000;

    /** What an operator can set. */
    @ObjectClassDefinition(name = "JMAP sharing", description = "What users let each other see.")
    public @interface Config {
        @AttributeDefinition(
                description = "Share notifications that are kept for a user; beyond, the oldest go.",
                min = "1",
                max = "10000")
        int maxNotifications() default 500;

        @AttributeDefinition(description = "Seconds to wait for a model, the store or the directory being replaced.")
        int awaySeconds() default 5;

        @AttributeDefinition(
                description = "Seconds after which a model that went is taken to be uninstalled rather than replaced.")
        int goneSeconds() default 30;

        @AttributeDefinition(description = "Seconds to wait for calls that are inside when a model is replaced.")
        int drainSeconds() default 15;
    }

    private final Swappable<Store> stores = new Swappable<>("store");

    private final Swappable<Directory> directories = new Swappable<>("directory");

    private final Shelf<Shareable> types;

    private final Duration away;

    private final Duration drain;

    private final int maxNotifications;

    /** What owners share, the one asked about longest ago first. */
    private final Map<AccountId, Giving> known = new LinkedHashMap<>(64, 0.75f, true);

    private volatile @Nullable People people;

    @Activate
    public Sharing(Config config) {
        away = Duration.ofSeconds(config.awaySeconds());
        drain = Duration.ofSeconds(config.drainSeconds());
        types = new Shelf<>(away, Duration.ofSeconds(config.goneSeconds()));
        maxNotifications = config.maxNotifications();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindStore(Store store) {
        stores.bind(store);
    }

    void unbindStore(Store store) {
        stores.unbind(store, drain);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDirectory(Directory directory) {
        directories.bind(directory);
    }

    void unbindDirectory(Directory directory) {
        directories.unbind(directory, drain);
    }

    // Not this bundle's own types, which need this component
    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(!(component.name=org.mailbay.jmap.sharing.*))")
    void bindType(DataType type) {
        if (type instanceof Shareable shareable) {
            types.bind(type.type().name(), shareable);
        }
    }

    void unbindType(DataType type) {
        if (type instanceof Shareable shareable) {
            types.unbind(shareable, drain);
        }
    }

    /** The store, waiting a little when it is away. */
    Lease<Store> store() throws IOException {
        return stores.acquire(away);
    }

    /** The types that can be shared. */
    Shelf.Leases<Shareable> types() throws IOException {
        return types.acquireAll();
    }

    /** Most notifications of an account. */
    int maxNotifications() {
        return maxNotifications;
    }

    /** The principals as they are now. */
    People people() throws IOException {
        try (Lease<Directory> directory = directories.acquire(away)) {
            People now = people;
            if (now == null || now.revision() != directory.service().revision()) {
                now = People.of(directory.service());
                people = now;
            }
            return now;
        }
    }

    @Override
    public List<Shared> of(Principal principal) throws IOException {
        List<Shared> shared = new ArrayList<>();
        try (Lease<Store> store = store()) {
            Account own = store.service().account(principal.account()).orElse(null);
            if (own == null) {
                return shared;
            }
            Objects list = own.snapshot().objects(Stored.SHARED_ACCOUNT);
            for (int ordinal : list.all().toArray()) {
                AccountId owner = new AccountId(list.get(OfSharedAccount.OWNER, ordinal));
                find(principal, owner).ifPresent(shared::add);
            }
        }
        return shared;
    }

    @Override
    public Optional<Shared> find(Principal principal, AccountId account) throws IOException {
        Principal owner = people().find(principal, account);
        if (owner == null || account.equals(principal.account())) {
            return Optional.empty();
        }
        try (Lease<Store> store = store()) {
            Account open = store.service().account(account).orElse(null);
            Given given =
                    open == null ? null : giving(open.snapshot()).byPrincipal().get(principal.account());
            return given == null
                    ? Optional.empty()
                    : Optional.of(new Shared(account, owner.address(), given.readOnly(), given.version()));
        }
    }

    @Override
    public Optional<Shared> named(Principal principal, String name) throws IOException {
        Principal owner = people().byAddress().get(name);
        return owner == null ? Optional.empty() : find(principal, owner.account());
    }

    /** What the owner of an account shares. */
    Giving giving(Snapshot snapshot) throws IOException {
        try (Shelf.Leases<Shareable> leases = types()) {
            Map<String, Long> states = Given.states(snapshot, leases.byName().values());
            synchronized (known) {
                Giving giving = known.get(snapshot.account());
                if (giving != null && giving.states().equals(states)) {
                    return giving;
                }
            }
            Giving giving = Given.read(snapshot, leases.byName().values());
            synchronized (known) {
                known.put(snapshot.account(), giving);
                if (known.size() > MAX_KNOWN) {
                    known.remove(known.keySet().iterator().next());
                }
            }
            return giving;
        }
    }

    @Override
    public void measure(Metrics out) {
        int owners;
        synchronized (known) {
            owners = known.size();
        }
        out.gauge("mailbay_jmap_sharing_owners", "Accounts whose shares are held in memory.", owners);
    }

    @Override
    public Result execute() {
        if (!stores.isPresent()) {
            return new Result(Result.Status.CRITICAL, "the store is away");
        }
        if (!directories.isPresent()) {
            return new Result(Result.Status.CRITICAL, "the directory is away");
        }
        return new Result(Result.Status.OK, "users see what is shared with them");
    }
}

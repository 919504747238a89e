package org.mailbay.routing;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.directory.Directory;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.mime.Address;
import org.mailbay.mime.Domain;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Store;
import org.mailbay.store.spi.CommitListener;
import org.mailbay.swap.AwayException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The router: answers from the book in memory and from the directory. */
@Component(
        configurationPid = "routing",
        service = {Router.class, CommitListener.class, MetricSource.class, AddressRouter.class},
        immediate = true)
@Designate(ocd = AddressRouter.Config.class)
public final class AddressRouter implements Router, CommitListener, MetricSource {
    private static final Logger LOG = LoggerFactory.getLogger(AddressRouter.class);
    private static final int MAX_OWNER_STEPS = 20;
    private static final Set<String> TYPES = Set.of(StoredRules.RULE.name(), StoredRules.MEMBER.name());

    /** What an operator can set. */
    @ObjectClassDefinition(name = "Routing", description = "Where mail goes")
    public @interface Config {
        /** RFC 5233. */
        @AttributeDefinition(description = "What begins the detail of an address; several chars: any one; empty: none")
        String separator() default "+";

        /** In any spelling. */
        @AttributeDefinition(description = "Domains that this server is a backup MX for")
        String[] backupDomains() default {};

        /** See {@link Routes}. */
        @AttributeDefinition(
                description = "Relay hosts, each as \"domain host:port\", \"from:domain host\" or \"* host\"")
        String[] via() default {};

        /** See {@link Srs}. */
        @AttributeDefinition(description = "Whether senders of forwarded mail are rewritten (SRS)")
        boolean rewriteSenders() default true;

        /** See {@link Srs}. */
        @AttributeDefinition(
                description = "For how many days bounces to rewritten senders are taken",
                min = "1",
                max = "1000")
        int bounceDays() default 21;

        /** Groups and lists are counted with all they lead to. */
        @AttributeDefinition(description = "To how many places mail to one address may go", min = "1", max = "1000000")
        int maxTargets() default 100_000;

        /** Aliases of aliases. */
        @AttributeDefinition(
                description = "How many addresses may lead to each other, one behind the other",
                min = "1",
                max = "100")
        int maxDepth() default 20;

        /** Bound of a call's wait. */
        @AttributeDefinition(description = "How long a call waits while a service is being replaced, in seconds")
        int patienceSeconds() default 5;

        /** Bound of an unbind's wait. */
        @AttributeDefinition(description = "How long a service's departure waits for calls inside it, in seconds")
        int drainSeconds() default 15;
    }

    private final Swappable<Store> stores = new Swappable<>("store");
    private final Swappable<Directory> directories = new Swappable<>("directory");
    private final StoredRules stored = new StoredRules();
    private final AtomicBoolean isBehind = new AtomicBoolean(true);
    private final LongAdder ours = new LongAdder();
    private final LongAdder elsewhere = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final List<Rule> configured;
    private final Duration patience;
    private final Duration drain;
    private final int bounceDays;
    private final InstantSource clock;
    private volatile Settings settings;
    private volatile Whole known;

    @Activate
    public AddressRouter(Config config) {
        this(config, InstantSource.system());
    }

    /** With another clock, for tests. */
    AddressRouter(Config config, InstantSource clock) {
        this.clock = clock;
        configured = Routes.parse(config.via());
        known = new Whole(Book.EMPTY, Book.EMPTY.with(List.of(), configured));
        patience = Duration.ofSeconds(config.patienceSeconds());
        drain = Duration.ofSeconds(config.drainSeconds());
        bounceDays = config.bounceDays();
        Set<String> backup = new HashSet<>();
        for (String domain : config.backupDomains()) {
            backup.add(Domain.parse(domain)
                    .filter(parsed -> !parsed.isLiteral())
                    .map(Domain::ascii)
                    .orElseThrow(() ->
                            new IllegalArgumentException("[routing] backupDomains: \"" + domain + "\" is no domain")));
        }
        settings = new Settings(
                config.separator(), backup, null, config.rewriteSenders(), config.maxTargets(), config.maxDepth());
    }

    @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policy = ReferencePolicy.DYNAMIC)
    public void bindStore(Store store) {
        stores.bind(store);
        isBehind.set(true);
    }

    public void unbindStore(Store store) {
        stores.unbind(store, drain);
    }

    @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE, policy = ReferencePolicy.DYNAMIC)
    public void bindDirectory(Directory directory) {
        directories.bind(directory);
    }

    public void unbindDirectory(Directory directory) {
        directories.unbind(directory, drain);
    }

    @Override
    public void committed(AccountId account, long modSeq, Set<String> types) {
        if (account.equals(AccountId.SYSTEM) && types.stream().anyMatch(TYPES::contains)) {
            isBehind.set(true);
        }
    }

    /** A change of what the server's own account holds. */
    interface Change<T, X extends Exception> {
        T make(StoredRules rules, Account system, Book book, Directory directory) throws X, IOException;
    }

    /** Makes a change; one after the other. */
    synchronized <T, X extends Exception> T change(Change<T, X> change) throws X, IOException {
        try (Lease<Store> store = stores.acquire(patience);
                Lease<Directory> directory = directories.acquire(patience)) {
            Account system = system(store.service());
            stored.sweep(system);
            return change.make(stored, system, stored.follow(system), directory.service());
        } finally {
            isBehind.set(true);
        }
    }

    private static Account system(Store store) throws IOException {
        return store.account(AccountId.SYSTEM)
                .orElseThrow(() -> new IOException("the server's own account is missing"));
    }

    /** The rules as they are now, with those of the configuration below them. */
    Book book() throws IOException {
        Book book = stored.book();
        if (book == null || isBehind.getAndSet(false)) {
            book = follow();
        }
        Whole whole = known;
        if (whole.stored() != book) {
            List<Rule> below = new ArrayList<>(configured);
            for (Rule rule : book.all(Kind.ROUTE)) {
                below.removeIf(other -> other.name().equals(rule.name()));
            }
            whole = new Whole(book, book.with(List.of(), below));
            known = whole;
        }
        return whole.all();
    }

    /** What is stored, and with it what is configured. */
    private record Whole(Book stored, Book all) {}

    private Book follow() throws IOException {
        boolean done = false;
        try (Lease<Store> store = stores.acquire(patience)) {
            Account system = system(store.service());
            if (settings.signature() == null) {
                settings = settings.with(new Srs(StoredRules.secret(system), bounceDays, clock));
            }
            Book book = stored.follow(system);
            done = true;
            return book;
        } catch (AwayException e) {
            Book last = stored.book();
            if (last == null) {
                throw e;
            }
            return last; // nobody can have changed it meanwhile
        } finally {
            if (!done) {
                isBehind.set(true);
            }
        }
    }

    /** Whose rules are whose. */
    Owners owners() throws IOException {
        try (Lease<Directory> directory = directories.acquire(patience)) {
            return new Owners(directory.service());
        }
    }

    Settings settings() {
        return settings;
    }

    @Override
    public Routing route(String sender, String recipient) {
        Routing routing;
        try {
            Book book = book();
            try (Lease<Directory> directory = directories.acquire(patience)) {
                routing = new Expansion(book, directory.service(), settings, sender, false).route(recipient);
            }
        } catch (AwayException e) {
            routing = new Routing.Refused("4.3.2", "A part of this server is being replaced", List.of(text(e)));
        } catch (IOException e) {
            LOG.error("event=route outcome=failed", e);
            routing = new Routing.Refused("4.3.0", "Local error", List.of(text(e)));
        }
        switch (routing) {
            case Routing.Ours ignored -> ours.increment();
            case Routing.Elsewhere ignored -> elsewhere.increment();
            case Routing.Refused ignored -> refused.increment();
        }
        return routing;
    }

    private static String text(IOException e) {
        return String.valueOf(e.getMessage());
    }

    @Override
    public boolean maySendAs(AccountId account, String address) {
        Address parsed = Address.parse(address).orElse(null);
        if (parsed == null) {
            return false;
        }
        try {
            Book book = book();
            try (Lease<Directory> directory = directories.acquire(patience)) {
                return isOwner(account, parsed, book, directory.service())
                        || isGranted(account, parsed, book, directory.service());
            }
        } catch (IOException e) {
            LOG.warn("event=may-send-as outcome=failed account={} reason=\"{}\"", account, text(e));
            return false;
        }
    }

    /** Whether what is sent there comes to exactly this account, by itself or by aliases that lead to nobody else. */
    private boolean isOwner(AccountId account, Address address, Book book, Directory directory) {
        Address at = address;
        for (int i = 0; i < MAX_OWNER_STEPS; i++) {
            Rule rule = book.at(Names.key(at));
            Recipient recipient = directory.recipient(Names.key(at));
            if (rule == null && recipient instanceof Recipient.Local(Principal principal)) {
                return principal.account().equals(account);
            }
            if (rule == null && !(recipient instanceof Recipient.Unknown)) {
                return false;
            }
            Address base = Names.base(at, settings.separators()).orElse(null);
            if (rule == null && base != null && isSomebody(base, book, directory)) {
                at = base;
                continue;
            }
            if (rule == null) {
                rule = book.rule(Kind.CATCH_ALL, at.domain().ascii());
            }
            if (rule == null || rule.kind().hasMembers() || rule.to().size() != 1) {
                return false;
            }
            String to = rule.to().getFirst();
            Address next = Address.parse(
                            to.startsWith("@")
                                    ? new Address(at.localPart(), new Domain(to.substring(1))).toString()
                                    : to)
                    .orElse(null);
            if (next == null) {
                return false;
            }
            at = next;
        }
        return false;
    }

    private static boolean isSomebody(Address address, Book book, Directory directory) {
        return book.at(Names.key(address)) != null
                || directory.recipient(Names.key(address)) instanceof Recipient.Local;
    }

    private boolean isGranted(AccountId account, Address address, Book book, Directory directory) {
        Rule grant = book.rule(Kind.GRANT, Names.key(address));
        if (grant == null) {
            grant = Names.base(address, settings.separators())
                    .map(base -> book.rule(Kind.GRANT, Names.key(base)))
                    .orElse(null);
        }
        return grant != null
                && grant.to().stream()
                        .anyMatch(user -> directory
                                .principal(user)
                                .filter(principal -> principal.account().equals(account))
                                .isPresent());
    }

    @Override
    public void measure(Metrics out) {
        String help = "Addresses that were asked about";
        out.counter("mailbay_routing_addresses_total", help, ours.sum(), "answer", "ours");
        out.counter("mailbay_routing_addresses_total", help, elsewhere.sum(), "answer", "elsewhere");
        out.counter("mailbay_routing_addresses_total", help, refused.sum(), "answer", "refused");
        Book book = known.all();
        Arrays.stream(Kind.values())
                .forEach(kind -> out.gauge(
                        "mailbay_routing_rules", "Rules", book.all(kind).size(), "kind", kind.code()));
        out.gauge("mailbay_routing_members", "Members of groups and lists", book.memberCount());
    }
}

package org.mailbay.directory.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.DirectoryException.Code;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Tenant;
import org.mailbay.directory.TenantTerms;
import org.mailbay.mime.Address;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Objects;
import org.mailbay.store.Store;
import org.mailbay.store.TenantId;
import org.mailbay.store.Transaction;

/** What is stored of the directory, and what is in memory of it: one change at a time, so that what it was judged by is still so. */
final class Register {
    private final Store store;
    private final InstantSource clock;
    private final Entries entries = new Entries();
    private final ReentrantLock turn = new ReentrantLock();
    /** Begins anywhere, so that it is another after this was replaced. */
    private final AtomicLong revision = new AtomicLong(new SecureRandom().nextLong());
    /** Whose data is being removed. */
    private final Set<AccountId> going = ConcurrentHashMap.newKeySet();
    /** When the next key is over, in milliseconds since 1970. */
    private volatile long nextEnd = Long.MAX_VALUE;

    Register(Store store, InstantSource clock) throws IOException {
        this.store = store;
        this.clock = clock;
        follow(system());
    }

    Entries entries() {
        return entries;
    }

    Store store() {
        return store;
    }

    /** To the millisecond, as it is kept. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private Account system() throws IOException {
        return store.account(AccountId.SYSTEM)
                .orElseThrow(() -> new IOException("the server's own account is missing"));
    }

    /** As {@link Directory#revision}; a key that is over by now made another one. */
    long revision() {
        long end = nextEnd;
        if (end <= clock.millis()) {
            turn.lock();
            try {
                if (nextEnd == end) {
                    nextEnd = end();
                    revision.incrementAndGet();
                }
            } finally {
                turn.unlock();
            }
        }
        return revision.get();
    }

    private long end() {
        long now = clock.millis();
        long next = Long.MAX_VALUE;
        for (Entries.Index.Entry<Types.Key> key : entries.keys.each()) {
            long end = key.value().terms().expires().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
            next = end > now ? Math.min(next, end) : next;
        }
        return next;
    }

    private void follow(Account system) throws IOException {
        long before = entries.keys.state();
        entries.follow(system);
        if (entries.keys.state() != before) {
            nextEnd = end();
        }
    }

    /** A change: looks at what is there, and refuses or does it. */
    interface Change<T> {
        T run(Transaction tx) throws DirectoryException, IOException;
    }

    <T> T change(Change<T> change) throws DirectoryException, IOException {
        turn.lock();
        try {
            Account system = system();
            T result = system.<T, DirectoryException>write(change::run);
            follow(system);
            revision.incrementAndGet(); // not before the entries say it
            return result;
        } finally {
            turn.unlock();
        }
    }

    /** Takes a unique name. */
    static void claim(Transaction tx, String index, String key, String what) throws DirectoryException, IOException {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        if (tx.index(index, name) != null) {
            throw new DirectoryException(Code.EXISTS, what + " exists already.");
        }
        tx.index(index, name, new byte[] {1});
    }

    /** Gives a unique name back. */
    static void release(Transaction tx, String index, String key) {
        tx.index(index, key.getBytes(StandardCharsets.UTF_8), null);
    }

    static String sha256(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** Local parts of our own domains are compared without case. */
    static String normalized(Address address) {
        return new Address(address.localPart().toLowerCase(Locale.ROOT), address.domain()).toString();
    }

    /** Looks for the name as it is given, as most clients give it, then as an address in the form that is stored. */
    Entries.Index.@Nullable Entry<Principal> entry(String name) {
        Entries.Index.Entry<Principal> asGiven = entries.principals.get(name);
        return asGiven != null
                ? asGiven
                : Address.parse(name)
                        .map(Register::normalized)
                        .map(entries.principals::get)
                        .orElse(null);
    }

    Entries.Index.Entry<Principal> user(String address) throws DirectoryException {
        Entries.Index.Entry<Principal> entry = entry(address);
        if (entry == null) {
            throw new DirectoryException(Code.NOT_FOUND, "There is no user " + address + ".");
        }
        return entry;
    }

    /** Says that an account's data goes now: nobody is restored from here on. False when somebody else said so, or was restored. */
    boolean going(AccountId account) {
        turn.lock();
        try {
            return entries.departed.get(account.toString()) != null && going.add(account);
        } finally {
            turn.unlock();
        }
    }

    boolean isGoing(AccountId account) {
        return going.contains(account);
    }

    void gone(AccountId account) {
        going.remove(account);
    }

    Optional<Tenant> tenant(TenantId id) {
        Entries.Index.Entry<Tenant> entry = entries.tenants.get(Types.TENANT.id(id.number()));
        return entry == null ? Optional.empty() : Optional.of(entry.value());
    }

    TenantTerms terms(TenantId id) {
        Entries.Index.Entry<Types.Granted> entry = entries.granted.get(id.toString());
        return entry == null ? TenantTerms.NONE : entry.value().terms();
    }

    /** Refuses one user more of a tenant that has as many as it may. Within a {@link #change}. */
    void oneUserMore(TenantId tenant) throws DirectoryException {
        long most = terms(tenant).users();
        if (most == 0) {
            return;
        }
        long users = 0;
        for (Entries.Index.Entry<Types.Holding> holding : entries.holdings.each()) {
            users += holding.value().tenant().equals(tenant) && !holding.value().isDeparted() ? 1 : 0;
        }
        if (users >= most) {
            throw new DirectoryException(Code.LIMIT, "This tenant may have " + most + " users.");
        }
    }

    /** Refuses one domain more of a tenant that has as many as it may. Within a {@link #change}. */
    void oneDomainMore(TenantId tenant) throws DirectoryException {
        long most = terms(tenant).domains();
        if (most > 0
                && entries.domains.all().stream()
                                .filter(domain -> domain.tenant().equals(tenant))
                                .count()
                        >= most) {
            throw new DirectoryException(Code.LIMIT, "This tenant may have " + most + " domains.");
        }
    }

    /** Has the tokens from before there were keys follow their owner to another address; null is nowhere. */
    static void moveTokens(Transaction tx, String from, @Nullable String to) {
        Objects tokens = tx.snapshot().objects(Types.TOKEN);
        for (int ordinal : tokens.all().toArray()) {
            Types.Token token = Types.token(tokens.row(ordinal));
            if (!token.address().equals(from)) {
                continue;
            }
            if (to == null) {
                tx.destroy(Types.TOKEN, tokens.id(ordinal));
            } else {
                tx.update(
                        Types.TOKEN, tokens.id(ordinal), Types.row(new Types.Token(token.hash(), to, token.purpose())));
            }
        }
    }
}

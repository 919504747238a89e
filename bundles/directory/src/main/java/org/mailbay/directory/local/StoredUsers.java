package org.mailbay.directory.local;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Departed;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.DirectoryException.Code;
import org.mailbay.directory.Domain;
import org.mailbay.directory.Gone;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Users;
import org.mailbay.directory.local.attempts.Attempts;
import org.mailbay.mime.Address;
import org.mailbay.store.AccountId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes users in the store. */
final class StoredUsers implements Users {
    private static final Logger LOG = LoggerFactory.getLogger(StoredUsers.class);

    private final Register register;
    private final Attempts attempts;
    private final Duration kept;

    /** @param kept how long the data of a removed user stays */
    StoredUsers(Register register, Attempts attempts, Duration kept) {
        this.register = register;
        this.attempts = attempts;
        this.kept = kept;
    }

    static void checkName(String name) throws DirectoryException {
        if (name.length() > 255 || name.chars().anyMatch(Character::isISOControl)) {
            throw new DirectoryException(Code.MALFORMED, "The name is too long, or has control characters.");
        }
    }

    @Override
    public Principal rename(String address, String newAddress) throws DirectoryException, IOException {
        Entries.Index.Entry<Principal> entry = register.user(address);
        Principal old = entry.value();
        isNotFirst(old);
        String wanted = ofTenant(newAddress, old.tenant());
        if (wanted.equals(old.address())) {
            return old;
        }
        Principal renamed =
                new Principal(old.tenant(), wanted, old.name(), old.account(), old.roles(), old.domains(), old.state());
        register.change(tx -> {
            Row row = row(tx, entry);
            Register.claim(tx, Types.PRINCIPAL_ADDRESS, wanted, wanted);
            Register.release(tx, Types.PRINCIPAL_ADDRESS, old.address());
            tx.update(Types.PRINCIPAL, entry.id(), Types.with(row, renamed));
            Register.moveTokens(tx, old.address(), wanted);
            tx.outbox(Gone.TOPIC, new Gone.OfUser(old.address(), wanted).toBytes());
            return renamed;
        });
        attempts.forget(Attempts.key(wanted));
        LOG.info("event=user-renamed from={} to={}", old.address(), wanted);
        return renamed;
    }

    /** An address of a domain of this tenant, normalised. */
    private String ofTenant(String address, TenantId tenant) throws DirectoryException {
        Address parsed =
                Address.parse(address).orElseThrow(() -> new DirectoryException(Code.MALFORMED, "This is no address."));
        Entries.Index.Entry<Domain> domain =
                register.entries().domains.get(parsed.domain().ascii());
        if (domain == null || !domain.value().tenant().equals(tenant)) {
            throw new DirectoryException(Code.NOT_FOUND, "The tenant has no domain " + parsed.domain() + ".");
        }
        return Register.normalized(parsed);
    }

    /** The row of a user who is still the one that was looked at. */
    private Row row(Transaction tx, Entries.Index.Entry<Principal> entry) throws DirectoryException {
        Row row = tx.row(entry.id());
        if (row == null || !entry.value().equals(Types.principal(row))) {
            throw new DirectoryException(Code.NOT_FOUND, entry.value().address() + " was changed meanwhile.");
        }
        return row;
    }

    /** Mail to postmaster goes to the first administrator (RFC 5321 §4.5.1), who would be made again at the next start. */
    private static void isNotFirst(Principal principal) throws DirectoryException {
        if (principal.address().equals(StoredDirectory.ADMINISTRATOR)) {
            throw new DirectoryException(Code.IN_USE, "The first administrator stays what it is.");
        }
    }

    private Principal change(String address, UnaryOperator<Principal> change) throws DirectoryException, IOException {
        Entries.Index.Entry<Principal> entry = register.user(address);
        Principal changed = change.apply(entry.value());
        if (!changed.equals(entry.value())) {
            register.change(tx -> {
                tx.update(Types.PRINCIPAL, entry.id(), Types.with(row(tx, entry), changed));
                return changed;
            });
        }
        return changed;
    }

    @Override
    public Principal describe(String address, String name) throws DirectoryException, IOException {
        checkName(name);
        return change(
                address,
                old -> new Principal(
                        old.tenant(), old.address(), name, old.account(), old.roles(), old.domains(), old.state()));
    }

    @Override
    public Principal appoint(String address, Set<Principal.Role> roles, Set<String> domains)
            throws DirectoryException, IOException {
        Principal old = register.user(address).value();
        isNotFirst(old);
        if (roles.contains(Principal.Role.DOMAIN_ADMINISTRATOR) == domains.isEmpty()) {
            throw new DirectoryException(
                    Code.MALFORMED, "A domain administrator has at least one domain, and others have none.");
        }
        for (String name : domains) {
            Entries.Index.Entry<Domain> domain = register.entries().domains.get(name);
            if (domain == null || !domain.value().tenant().equals(old.tenant())) {
                throw new DirectoryException(Code.NOT_FOUND, "The tenant has no domain " + name + ".");
            }
        }
        Principal appointed = change(
                address,
                before -> new Principal(
                        before.tenant(),
                        before.address(),
                        before.name(),
                        before.account(),
                        roles,
                        domains,
                        before.state()));
        LOG.info("event=user-appointed address={} roles={} domains={}", appointed.address(), roles, domains);
        return appointed;
    }

    @Override
    public Principal set(String address, Principal.State state) throws DirectoryException, IOException {
        isNotFirst(register.user(address).value());
        Principal changed = change(
                address,
                old -> new Principal(
                        old.tenant(), old.address(), old.name(), old.account(), old.roles(), old.domains(), state));
        LOG.info("event=user-state address={} state={}", changed.address(), state);
        return changed;
    }

    @Override
    public void quota(String address, OptionalLong bytes) throws DirectoryException, IOException {
        if (bytes.isPresent() && bytes.getAsLong() < 0) {
            throw new DirectoryException(Code.MALFORMED, "A quota is 0 or more.");
        }
        Entries.Index.Entry<Principal> entry = register.user(address);
        register.change(tx -> {
            tx.update(Types.PRINCIPAL, entry.id(), Types.withQuota(row(tx, entry), bytes));
            return entry.id();
        });
    }

    @Override
    public Departed remove(String address) throws DirectoryException, IOException {
        Entries.Index.Entry<Principal> entry = register.user(address);
        Principal old = entry.value();
        isNotFirst(old);
        Instant since = register.now();
        Instant until = since.plus(kept);
        register.change(tx -> {
            tx.update(Types.PRINCIPAL, entry.id(), Types.departing(row(tx, entry), since, until));
            Register.release(tx, Types.PRINCIPAL_ADDRESS, old.address());
            tx.outbox(Gone.TOPIC, new Gone.OfUser(old.address(), "").toBytes());
            // They know only the address, which may be somebody else's soon.
            Register.moveTokens(tx, old.address(), null);
            return until;
        });
        LOG.info("event=user-removed address={} account={} until={}", old.address(), old.account(), until);
        return new Departed(old, since, until);
    }

    @Override
    public List<Departed> departed() {
        return register.entries().departed.all().stream()
                .sorted(Comparator.comparing(Departed::until))
                .toList();
    }

    private Entries.Index.Entry<Departed> departed(AccountId account) throws DirectoryException {
        Entries.Index.Entry<Departed> entry = register.entries().departed.get(account.toString());
        if (entry == null) {
            throw new DirectoryException(Code.NOT_FOUND, "There is no removed user of account " + account + ".");
        }
        return entry;
    }

    @Override
    public Principal restore(AccountId account, @Nullable String address) throws DirectoryException, IOException {
        Entries.Index.Entry<Departed> entry = departed(account);
        Principal old = entry.value().principal();
        String wanted = ofTenant(address == null ? old.address() : address, old.tenant());
        register.change(tx -> {
            Row row = tx.row(entry.id());
            if (row == null || Types.departed(row) == null || register.isGoing(account)) {
                throw new DirectoryException(Code.NOT_FOUND, "The data of account " + account + " is going.");
            }
            register.oneUserMore(old.tenant());
            Register.claim(tx, Types.PRINCIPAL_ADDRESS, wanted, wanted);
            tx.update(Types.PRINCIPAL, entry.id(), Types.back(row, wanted));
            return wanted;
        });
        attempts.forget(Attempts.key(wanted));
        LOG.info("event=user-restored address={} account={}", wanted, account);
        return register.user(wanted).value();
    }

    @Override
    public void forget(AccountId account) throws DirectoryException, IOException {
        Entries.Index.Entry<Departed> entry = departed(account);
        register.change(tx -> {
            Row row = tx.row(entry.id());
            if (row != null && Types.departed(row) != null) {
                tx.update(Types.PRINCIPAL, entry.id(), Types.due(row, register.now()));
            }
            return account;
        });
        LOG.info("event=user-forgotten account={}", account);
    }

    /** Removes the data of those whose time is over; how many. */
    int purge() throws DirectoryException, IOException {
        int count = 0;
        for (Departed who : departed()) {
            AccountId account = who.principal().account();
            if (who.until().isAfter(register.now()) || !register.going(account)) {
                continue;
            }
            try {
                purge(departed(account));
                count++;
            } finally {
                register.gone(account);
            }
        }
        return count;
    }

    private void purge(Entries.Index.Entry<Departed> entry) throws DirectoryException, IOException {
        Principal old = entry.value().principal();
        // The account first: killed in between, it is removed again, and there is nothing any more.
        register.store().remove(old.account());
        register.change(tx -> {
            Objects keys = tx.snapshot().objects(Types.KEY);
            for (Entries.Index.Entry<Types.Key> key : register.entries().keys.each()) {
                if (key.value().owner() == entry.id().number() && keys.ordinal(key.id()) >= 0) {
                    tx.destroy(Types.KEY, key.id());
                }
            }
            tx.keepNoPast(Types.PRINCIPAL);
            tx.keepNoPast(Types.KEY);
            tx.destroy(Types.PRINCIPAL, entry.id());
            return entry.id();
        });
        LOG.info("event=user-data-removed account={} address={}", old.account(), old.address());
    }
}

package org.mailbay.directory.local;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.DirectoryException.Code;
import org.mailbay.directory.Domain;
import org.mailbay.directory.Gone;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Tenancy;
import org.mailbay.directory.Tenant;
import org.mailbay.directory.TenantTerms;
import org.mailbay.mime.Address;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes tenants and domains in the store. */
final class StoredTenancy implements Tenancy {
    private static final Logger LOG = LoggerFactory.getLogger(StoredTenancy.class);

    private final Register register;
    private final StoredUsers users;
    private final Usage usage;

    StoredTenancy(Register register, StoredUsers users, Usage usage) {
        this.register = register;
        this.users = users;
        this.usage = usage;
    }

    static void checkName(String name) throws DirectoryException {
        if (!name.matches("[a-z0-9-]{1,64}")) {
            throw new DirectoryException(Code.MALFORMED, "A tenant's name is 1 to 64 of a-z, 0-9 and dash.");
        }
    }

    private Tenant known(TenantId tenant) throws DirectoryException {
        return register.tenant(tenant)
                .orElseThrow(() -> new DirectoryException(Code.NOT_FOUND, "There is no such tenant."));
    }

    private static Row row(Transaction tx, ObjectId id) throws DirectoryException {
        Row row = tx.row(id);
        if (row == null) {
            throw new DirectoryException(Code.NOT_FOUND, "It was removed meanwhile.");
        }
        return row;
    }

    @Override
    public Tenant rename(TenantId tenant, String name) throws DirectoryException, IOException {
        checkName(name);
        Tenant old = known(tenant);
        if (old.name().equals(name)) {
            return old;
        }
        ObjectId id = Types.TENANT.id(tenant.number());
        Tenant renamed = register.change(tx -> {
            Row row = row(tx, id);
            Register.claim(tx, Types.TENANT_NAME, name, "A tenant " + name);
            Register.release(tx, Types.TENANT_NAME, Types.tenant(row).name());
            tx.update(Types.TENANT, id, Types.named(row, name));
            return new Tenant(tenant, name);
        });
        LOG.info("event=tenant-renamed from={} to={}", old.name(), name);
        return renamed;
    }

    @Override
    public TenantTerms terms(TenantId tenant) {
        return register.terms(tenant);
    }

    @Override
    public void terms(TenantId tenant, TenantTerms terms) throws DirectoryException, IOException {
        ObjectId id = Types.TENANT.id(known(tenant).id().number());
        register.change(tx -> {
            tx.update(Types.TENANT, id, Types.with(row(tx, id), terms));
            return id;
        });
        usage.look();
    }

    @Override
    public long used(TenantId tenant) {
        return usage.used(tenant);
    }

    @Override
    public void removeDomain(String name, boolean everything) throws DirectoryException, IOException {
        Entries.Index.Entry<Domain> entry = register.entries().domains.get(name);
        if (entry == null) {
            throw new DirectoryException(Code.NOT_FOUND, "There is no domain " + name + ".");
        }
        for (String address : everything ? addresses(name) : List.<String>of()) {
            users.remove(address);
        }
        register.change(tx -> {
            row(tx, entry.id());
            if (!addresses(name).isEmpty()) {
                throw new DirectoryException(Code.IN_USE, "The domain " + name + " has users.");
            }
            for (Entries.Index.Entry<Principal> administrator :
                    register.entries().principals.each()) {
                if (administrator.value().domains().contains(name)) {
                    dismiss(tx, administrator, name);
                }
            }
            Register.release(tx, Types.DOMAIN_NAME, name);
            tx.destroy(Types.DOMAIN, entry.id());
            tx.outbox(Gone.TOPIC, new Gone.OfDomain(name).toBytes());
            return name;
        });
        LOG.info("event=domain-removed name={} everything={}", name, everything);
    }

    /** Addresses of a domain's users. */
    List<String> addresses(String domain) {
        return register.entries().principals.all().stream()
                .map(Principal::address)
                .filter(address -> domainOf(address).equals(domain))
                .toList();
    }

    /** The domain of an address as {@link Domain} has it; empty for a name that is none. */
    static String domainOf(String address) {
        return Address.parse(address).map(parsed -> parsed.domain().ascii()).orElse("");
    }

    /** Takes a domain from its administrator: another tenant's of the same name would be no business of theirs. */
    private static void dismiss(Transaction tx, Entries.Index.Entry<Principal> administrator, String domain)
            throws DirectoryException {
        Principal old = administrator.value();
        Set<String> domains = new HashSet<>(old.domains());
        domains.remove(domain);
        Set<Principal.Role> roles = new HashSet<>(old.roles());
        if (domains.isEmpty()) {
            roles.remove(Principal.Role.DOMAIN_ADMINISTRATOR);
        }
        tx.update(
                Types.PRINCIPAL,
                administrator.id(),
                Types.with(
                        row(tx, administrator.id()),
                        new Principal(
                                old.tenant(), old.address(), old.name(), old.account(), roles, domains, old.state())));
    }

    @Override
    public void removeTenant(TenantId tenant, boolean everything) throws DirectoryException, IOException {
        Tenant old = known(tenant);
        for (Domain domain : everything ? domains(tenant) : List.<Domain>of()) {
            removeDomain(domain.name(), true);
        }
        ObjectId id = Types.TENANT.id(tenant.number());
        register.change(tx -> {
            Row row = row(tx, id);
            if (!domains(tenant).isEmpty()) {
                throw new DirectoryException(Code.IN_USE, "The tenant " + old.name() + " has domains.");
            }
            Register.release(tx, Types.TENANT_NAME, Types.tenant(row).name());
            tx.destroy(Types.TENANT, id);
            return id;
        });
        LOG.info("event=tenant-removed name={} everything={}", old.name(), everything);
    }

    private List<Domain> domains(TenantId tenant) {
        return register.entries().domains.all().stream()
                .filter(domain -> domain.tenant().equals(tenant))
                .toList();
    }
}

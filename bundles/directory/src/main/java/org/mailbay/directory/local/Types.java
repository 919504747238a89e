package org.mailbay.directory.local;

import java.util.LinkedHashSet;
import java.util.Set;
import org.mailbay.directory.Domain;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Tenant;
import org.mailbay.store.AccountId;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;

/** How tenants, domains and principals are stored. The numbers are for ever. */
final class Types {
    static final ObjectType TENANT = new ObjectType("Tenant", 'n');
    static final ObjectType DOMAIN = new ObjectType("Domain", 'd');
    static final ObjectType PRINCIPAL = new ObjectType("Principal", 'p');
    static final ObjectType TOKEN = new ObjectType("Token", 'k');

    /** Indexes of the system account, name → {@code 1}: what makes names unique. */
    static final String PRINCIPAL_ADDRESS = "address";

    static final String TENANT_NAME = "tenant-name";
    static final String DOMAIN_NAME = "domain-name";

    /** Index of the system account: secrets of the directory itself. */
    static final String SECRET = "directory-secret";

    private static final Column.Text NAME = new Column.Text(1);
    private static final Column.Number TENANT_NUMBER = new Column.Number(2);
    private static final Column.Text ADDRESS = new Column.Text(3);
    private static final Column.Number ACCOUNT = new Column.Number(4);
    private static final Column.Text HASH = new Column.Text(6);
    private static final Column.Words ROLES = new Column.Words(5);

    private Types() {}

    /**
     * A bearer token.
     *
     * @param hash SHA-256 of the token, in hex: the token itself is kept nowhere
     * @param address of its owner
     * @param purpose in its owner's words
     */
    record Token(String hash, String address, String purpose) {}

    static Row row(Token token) {
        return Row.EMPTY.with(HASH, token.hash()).with(ADDRESS, token.address()).with(NAME, token.purpose());
    }

    static Token token(Row row) {
        return new Token(row.get(HASH), row.get(ADDRESS), row.get(NAME));
    }

    static Row row(Tenant tenant) {
        return Row.EMPTY
                .with(NAME, tenant.name())
                .with(TENANT_NUMBER, tenant.id().number());
    }

    static Tenant tenant(Row row) {
        return new Tenant(new TenantId(row.get(TENANT_NUMBER)), row.get(NAME));
    }

    static Row row(Domain domain) {
        return Row.EMPTY
                .with(NAME, domain.name())
                .with(TENANT_NUMBER, domain.tenant().number());
    }

    static Domain domain(Row row) {
        return new Domain(row.get(NAME), new TenantId(row.get(TENANT_NUMBER)));
    }

    static Row row(Principal principal) {
        return Row.EMPTY
                .with(NAME, principal.name())
                .with(TENANT_NUMBER, principal.tenant().number())
                .with(ADDRESS, principal.address())
                .with(ACCOUNT, principal.account().number())
                .with(ROLES, principal.roles().stream().map(Enum::name).toList());
    }

    static Principal principal(Row row) {
        Set<Principal.Role> roles = new LinkedHashSet<>();
        for (String role : row.get(ROLES)) {
            roles.add(Principal.Role.valueOf(role));
        }
        return new Principal(
                new TenantId(row.get(TENANT_NUMBER)),
                row.get(ADDRESS),
                row.get(NAME),
                new AccountId(row.get(ACCOUNT)),
                roles);
    }
}

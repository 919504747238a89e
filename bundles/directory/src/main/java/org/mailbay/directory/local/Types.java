package org.mailbay.directory.local;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.AccessKey;
import org.mailbay.directory.Departed;
import org.mailbay.directory.Domain;
import org.mailbay.directory.KeyTerms;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Tenant;
import org.mailbay.directory.TenantTerms;
import org.mailbay.store.AccountId;
import org.mailbay.store.Column;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;

/** How tenants, domains and principals are stored. The numbers are for ever. */
final class Types {
    static final ObjectType TENANT = new ObjectType("Tenant", 'n');
    static final ObjectType DOMAIN = new ObjectType("Domain", 'd');
    static final ObjectType PRINCIPAL = new ObjectType("Principal", 'p');
    static final ObjectType TOKEN = new ObjectType("Token", 'k');

    /** App passwords and tokens with scopes; {@link #TOKEN}s are from before there were any. */
    static final ObjectType KEY = new ObjectType("AccessKey", 'K');

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

    /** Of principals: a number of {@link #ACTIVE} and its siblings. */
    private static final Column.Number STATE = new Column.Number(7);

    private static final Column.Words DOMAINS = new Column.Words(8);
    /** Bytes; 0 what the tenant says, -1 no limit. */
    private static final Column.Number QUOTA = new Column.Number(9);
    /** Of those who departed: since and until when, in milliseconds since 1970, and their state before. */
    private static final Column.Number SINCE = new Column.Number(10);

    private static final Column.Number UNTIL = new Column.Number(11);
    private static final Column.Number STATE_BEFORE = new Column.Number(12);

    private static final int ACTIVE = 0;
    private static final int SUSPENDED = 1;
    private static final int DEPARTED = 2;

    /** Of tenants. */
    private static final Column.Number MOST_USERS = new Column.Number(7);

    private static final Column.Number MOST_DOMAINS = new Column.Number(8);
    private static final Column.Number MOST_BYTES = new Column.Number(9);
    private static final Column.Number USER_QUOTA = new Column.Number(10);

    /** Of keys. */
    private static final Column.Text KEY_HASH = new Column.Text(1);

    private static final Column.Text KEY_NAME = new Column.Text(2);
    private static final Column.Number KEY_OWNER = new Column.Number(3);
    private static final Column.Number KEY_KIND = new Column.Number(4);
    private static final Column.Words KEY_SCOPES = new Column.Words(5);
    private static final Column.Number KEY_CREATED = new Column.Number(6);
    private static final Column.Number KEY_EXPIRES = new Column.Number(7);

    private Types() {}

    /**
     * A bearer token.
     *
     * @param hash SHA-256 of the token, in hex: the token itself is kept nowhere
     * @param address of its owner
     * @param purpose in its owner's words
     */
    record Token(String hash, String address, String purpose) {}

    /**
     * An app password or a token.
     *
     * @param hash SHA-256 of the secret, in hex
     * @param owner number of the principal
     */
    record Key(String hash, long owner, Instant created, KeyTerms terms) {
        boolean isOver(long now) {
            return terms.expires().isPresent() && terms.expires().get().toEpochMilli() <= now;
        }

        AccessKey shown(ObjectId id) {
            return new AccessKey(id.toString(), terms.kind(), terms.name(), terms.scopes(), created, terms.expires());
        }
    }

    /** What a tenant may have. */
    record Granted(TenantId tenant, TenantTerms terms) {}

    /**
     * An account of a principal, whether that is there or not.
     *
     * @param quota its own, 0 for no limit; empty when it has none
     */
    record Holding(AccountId account, TenantId tenant, boolean isDeparted, OptionalLong quota) {}

    static Row row(Token token) {
        return Row.EMPTY.with(HASH, token.hash()).with(ADDRESS, token.address()).with(NAME, token.purpose());
    }

    static Token token(Row row) {
        return new Token(row.get(HASH), row.get(ADDRESS), row.get(NAME));
    }

    static Row row(Key key) {
        return Row.EMPTY
                .with(KEY_HASH, key.hash())
                .with(KEY_NAME, key.terms().name())
                .with(KEY_OWNER, key.owner())
                .with(KEY_KIND, key.terms().kind() == AccessKey.Kind.APP_PASSWORD ? 1 : 2)
                .with(KEY_SCOPES, key.terms().scopes())
                .with(KEY_CREATED, key.created().toEpochMilli())
                .with(
                        KEY_EXPIRES,
                        key.terms().expires().map(Instant::toEpochMilli).orElse(0L));
    }

    static Key key(Row row) {
        long expires = row.get(KEY_EXPIRES);
        return new Key(
                row.get(KEY_HASH),
                row.get(KEY_OWNER),
                Instant.ofEpochMilli(row.get(KEY_CREATED)),
                new KeyTerms(
                        row.get(KEY_KIND) == 1 ? AccessKey.Kind.APP_PASSWORD : AccessKey.Kind.TOKEN,
                        row.get(KEY_NAME),
                        row.get(KEY_SCOPES),
                        expires == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires))));
    }

    static Row row(Tenant tenant) {
        return named(Row.EMPTY, tenant.name()).with(TENANT_NUMBER, tenant.id().number());
    }

    /** The same tenant, domain or principal of another name. */
    static Row named(Row row, String name) {
        return row.with(NAME, name);
    }

    static Tenant tenant(Row row) {
        return new Tenant(new TenantId(row.get(TENANT_NUMBER)), row.get(NAME));
    }

    static Row with(Row row, TenantTerms terms) {
        return row.with(MOST_USERS, terms.users())
                .with(MOST_DOMAINS, terms.domains())
                .with(MOST_BYTES, terms.bytes())
                .with(USER_QUOTA, terms.quota());
    }

    static Granted granted(Row row) {
        return new Granted(
                new TenantId(row.get(TENANT_NUMBER)),
                new TenantTerms(row.get(MOST_USERS), row.get(MOST_DOMAINS), row.get(MOST_BYTES), row.get(USER_QUOTA)));
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
        return with(Row.EMPTY, principal)
                .with(TENANT_NUMBER, principal.tenant().number())
                .with(ACCOUNT, principal.account().number());
    }

    /** What may change of a principal who is there. */
    static Row with(Row row, Principal principal) {
        return row.with(NAME, principal.name())
                .with(ADDRESS, principal.address())
                .with(ROLES, principal.roles().stream().map(Enum::name).toList())
                .with(DOMAINS, principal.domains())
                .with(STATE, principal.state() == Principal.State.SUSPENDED ? SUSPENDED : ACTIVE);
    }

    static Row withQuota(Row row, OptionalLong bytes) {
        return row.with(QUOTA, bytes.isEmpty() ? 0 : bytes.getAsLong() == 0 ? -1 : bytes.getAsLong());
    }

    /** A principal who is there; null for one who departed. */
    static @Nullable Principal principal(Row row) {
        return row.get(STATE) == DEPARTED ? null : read(row, row.get(STATE));
    }

    private static Principal read(Row row, long state) {
        Set<Principal.Role> roles = new LinkedHashSet<>();
        for (Principal.Role role : Principal.Role.values()) {
            if (row.get(ROLES).contains(role.name())) { // one of a newer version gives no right
                roles.add(role);
            }
        }
        return new Principal(
                new TenantId(row.get(TENANT_NUMBER)),
                row.get(ADDRESS),
                row.get(NAME),
                new AccountId(row.get(ACCOUNT)),
                roles,
                row.get(DOMAINS),
                state == ACTIVE ? Principal.State.ACTIVE : Principal.State.SUSPENDED);
    }

    static Row departing(Row row, Instant since, Instant until) {
        return row.with(STATE_BEFORE, row.get(STATE))
                .with(STATE, DEPARTED)
                .with(SINCE, since.toEpochMilli())
                .with(UNTIL, until.toEpochMilli());
    }

    static Row due(Row row, Instant until) {
        return row.with(UNTIL, until.toEpochMilli());
    }

    static Row back(Row row, String address) {
        return row.with(STATE, row.get(STATE_BEFORE))
                .with(STATE_BEFORE, 0)
                .with(SINCE, 0)
                .with(UNTIL, 0)
                .with(ADDRESS, address);
    }

    /** Who departed; null for who is there. */
    static @Nullable Departed departed(Row row) {
        return row.get(STATE) != DEPARTED
                ? null
                : new Departed(
                        read(row, row.get(STATE_BEFORE)),
                        Instant.ofEpochMilli(row.get(SINCE)),
                        Instant.ofEpochMilli(row.get(UNTIL)));
    }

    static Holding holding(Row row) {
        long quota = row.get(QUOTA);
        return new Holding(
                new AccountId(row.get(ACCOUNT)),
                new TenantId(row.get(TENANT_NUMBER)),
                row.get(STATE) == DEPARTED,
                quota == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, quota)));
    }
}

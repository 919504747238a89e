package org.mailbay.directory.local;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.AccessKey;
import org.mailbay.directory.AccessKeys;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.DirectoryException.Code;
import org.mailbay.directory.Domain;
import org.mailbay.directory.KeyTerms;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Quota;
import org.mailbay.directory.Recipient;
import org.mailbay.directory.Secret;
import org.mailbay.directory.Tenancy;
import org.mailbay.directory.Tenant;
import org.mailbay.directory.Users;
import org.mailbay.directory.local.attempts.Attempts;
import org.mailbay.mime.Address;
import org.mailbay.sasl.Door;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Store;
import org.mailbay.store.TenantId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory. Writes go to the server's own account, look-ups are answered by {@link Entries}. */
@Component(
        service = {Directory.class, StoredDirectory.class},
        immediate = true,
        configurationPid = "directory")
@Designate(ocd = StoredDirectory.Config.class)
public final class StoredDirectory implements Directory {
    private static final Logger LOG = LoggerFactory.getLogger(StoredDirectory.class);

    /** The address that every server must accept (RFC 5321 §4.5.1), and the name of the first administrator. */
    static final String ADMINISTRATOR = "admin";

    /** Configuration. */
    @ObjectClassDefinition(name = "Directory", description = "Tenants, domains, users and their passwords")
    public @interface Config {
        @AttributeDefinition(description = "Memory of a password hash in KiB (Argon2id)", min = "8", max = "1048576")
        int passwordMemoryKib() default 19_456;

        @AttributeDefinition(description = "Passes of a password hash (Argon2id)", min = "1")
        int passwordIterations() default 2;

        @AttributeDefinition(description = "How long a right password is remembered in memory, in seconds", min = "0")
        int rememberSeconds() default 300;

        @AttributeDefinition(
                description = "Whether SCRAM is offered, for which verifiers of each password are kept beside its hash")
        boolean scram() default true;

        @AttributeDefinition(
                description = "Whether mail to a suspended user is kept for them; otherwise their address is unknown")
        boolean deliverToSuspended() default true;

        @AttributeDefinition(
                description = "For how many days the data of a removed user stays, and the user can be restored",
                min = "0")
        int keepRemovedDays() default 30;

        @AttributeDefinition(
                description = "Whether administrators of a tenant may make domains: nobody looks whether a domain is"
                        + " theirs, and mail that users of this server send to it would be")
        boolean tenantsMakeDomains() default false;
    }

    private final Attempts attempts;
    private final boolean scram;
    private final boolean deliversToSuspended;
    private final boolean tenantsMakeDomains;
    private final Secrets secrets;
    private final Register register;
    private final Entries entries;
    private final StoredKeys keys;
    private final StoredUsers users;
    private final Usage usage;
    private final StoredTenancy tenancy;

    @Activate
    public StoredDirectory(@Reference Store store, @Reference Attempts attempts, Config config) throws IOException {
        this(store, attempts, config, InstantSource.system());
    }

    StoredDirectory(Store store, Attempts attempts, Config config, InstantSource clock) throws IOException {
        this.attempts = attempts;
        scram = config.scram();
        deliversToSuspended = config.deliverToSuspended();
        tenantsMakeDomains = config.tenantsMakeDomains();
        secrets = new Secrets(
                store,
                new Passwords(config.passwordMemoryKib(), config.passwordIterations()),
                Duration.ofSeconds(config.rememberSeconds()),
                scram,
                this::replace);
        register = new Register(store, clock);
        entries = register.entries();
        keys = new StoredKeys(register);
        users = new StoredUsers(register, attempts, Duration.ofDays(config.keepRemovedDays()));
        usage = new Usage(register);
        tenancy = new StoredTenancy(register, users, usage);
    }

    @Override
    public Recipient recipient(String address) {
        if (address.equalsIgnoreCase("postmaster")) {
            return local(ADMINISTRATOR)
                    .<Recipient>map(Recipient.Local::new)
                    .orElse(new Recipient.Unknown()); // RFC 5321 §4.5.1
        }
        Optional<Address> parsed = Address.parse(address);
        if (parsed.isEmpty()) {
            return new Recipient.Malformed();
        }
        if (entries.domains.get(parsed.get().domain().ascii()) == null) {
            return new Recipient.Elsewhere();
        }
        Optional<Principal> principal = local(Register.normalized(parsed.get()));
        if (principal.isEmpty() && parsed.get().localPart().equalsIgnoreCase("postmaster")) {
            principal = local(ADMINISTRATOR);
        }
        return principal
                .filter(user -> deliversToSuspended || user.state() == Principal.State.ACTIVE)
                .<Recipient>map(Recipient.Local::new)
                .orElse(new Recipient.Unknown());
    }

    private Optional<Principal> local(String address) {
        Entries.Index.Entry<Principal> entry = entries.principals.get(address);
        return entry == null ? Optional.empty() : Optional.of(entry.value());
    }

    @Override
    public Optional<Principal> principal(String address) {
        return Optional.ofNullable(register.entry(address)).map(Entries.Index.Entry::value);
    }

    @Override
    public Door<LogIn> door(InetAddress source) {
        return door(source, "");
    }

    @Override
    public Door<LogIn> door(InetAddress source, String service) {
        return new StoredDoor(this, attempts, source, service);
    }

    @Override
    public boolean hasVerifiers() {
        return scram;
    }

    @Override
    public Optional<LogIn> logIn(String name, Secret password) {
        try {
            Optional<LogIn> logIn = check(name, password);
            if (logIn.isEmpty()) {
                LOG.info("event=log-in outcome=refused");
            }
            return logIn;
        } catch (IOException e) {
            LOG.atError().setCause(e).log("event=log-in outcome=failed");
            return Optional.empty();
        }
    }

    Optional<LogIn> check(String name, Secret password) throws IOException {
        Entries.Index.Entry<Principal> entry = whoMayLogIn(name);
        Optional<LogIn> byKey = entry == null ? Optional.empty() : keys.password(entry, password);
        return byKey.isPresent() ? byKey : secrets.check(entry, password);
    }

    /** Null for nobody, and for who is suspended. */
    private Entries.Index.@Nullable Entry<Principal> whoMayLogIn(String name) {
        Entries.Index.Entry<Principal> entry = register.entry(name);
        return entry == null || entry.value().state() != Principal.State.ACTIVE ? null : entry;
    }

    /** What a user's SCRAM clients are compared with. */
    Optional<ScramVerifier> verifier(String name, ScramHash hash) throws IOException {
        Entries.Index.Entry<Principal> entry = register.entry(name);
        return entry == null || !scram ? Optional.empty() : secrets.verifier(entry.id(), hash);
    }

    /** Who proved to know the password of {@code verifier}; empty when that is no longer the user's. */
    Optional<LogIn> logIn(String name, ScramVerifier verifier) throws IOException {
        Entries.Index.Entry<Principal> entry = whoMayLogIn(name);
        return entry == null ? Optional.empty() : secrets.check(entry, verifier);
    }

    /** What salts of users are made of that there are not. */
    byte[] secretForNobody() throws IOException {
        return secrets.forNobody();
    }

    @Override
    public Optional<LogIn> logIn(Secret token) {
        return keys.token(token);
    }

    @Override
    public boolean isValid(Credential credential) throws IOException {
        Entries.Index.Entry<Principal> principal = entries.principals.get(credential.address());
        if (principal == null || principal.value().state() != Principal.State.ACTIVE) {
            return false;
        }
        return StoredKeys.isKeys(credential)
                ? keys.isValid(principal, credential)
                : credential.version().equals(secrets.version(principal.id()));
    }

    @Override
    public List<Tenant> tenants() {
        return entries.tenants.all();
    }

    @Override
    public List<Domain> domains() {
        return entries.domains.all();
    }

    @Override
    public List<Principal> principals() {
        return entries.principals.all();
    }

    @Override
    public long revision() {
        return register.revision();
    }

    @Override
    public Tenant createTenant(String name) throws DirectoryException, IOException {
        StoredTenancy.checkName(name);
        return register.change(tx -> {
            Register.claim(tx, Types.TENANT_NAME, name, "A tenant " + name);
            long number = tx.nextNumber();
            Tenant tenant = new Tenant(new TenantId(number), name);
            tx.create(Types.TENANT, Types.TENANT.id(number), Types.row(tenant), new byte[0], List.of());
            return tenant;
        });
    }

    @Override
    public Domain createDomain(TenantId tenant, String name) throws DirectoryException, IOException {
        String ascii = org.mailbay.mime.Domain.parse(name)
                .filter(domain -> !domain.isLiteral())
                .map(org.mailbay.mime.Domain::ascii)
                .orElseThrow(() -> new DirectoryException(Code.MALFORMED, "This is no domain name."));
        Domain domain = new Domain(ascii, tenant);
        return register.change(tx -> {
            if (register.tenant(tenant).isEmpty()) {
                throw new DirectoryException(Code.NOT_FOUND, "There is no such tenant.");
            }
            register.oneDomainMore(tenant);
            Register.claim(tx, Types.DOMAIN_NAME, ascii, "The domain " + ascii);
            tx.create(Types.DOMAIN, Types.row(domain), new byte[0], List.of());
            return domain;
        });
    }

    @Override
    public Principal createUser(String address, String name, Secret password) throws DirectoryException, IOException {
        Address parsed =
                Address.parse(address).orElseThrow(() -> new DirectoryException(Code.MALFORMED, "This is no address."));
        Entries.Index.Entry<Domain> domain = entries.domains.get(parsed.domain().ascii());
        if (domain == null) {
            throw new DirectoryException(Code.NOT_FOUND, "The domain " + parsed.domain() + " is not of this server.");
        }
        return create(domain.value().tenant(), Register.normalized(parsed), name, password, Set.of());
    }

    /** Makes the first administrator; nothing when there is one. */
    boolean createAdministrator(Secret password) throws DirectoryException, IOException {
        if (local(ADMINISTRATOR).isPresent()) {
            return false;
        }
        create(TenantId.SYSTEM, ADMINISTRATOR, "Administrator", password, Set.of(Principal.Role.SYSTEM_ADMINISTRATOR));
        return true;
    }

    private Principal create(TenantId tenant, String address, String name, Secret password, Set<Principal.Role> roles)
            throws DirectoryException, IOException {
        if (local(address).isPresent()) {
            throw new DirectoryException(Code.EXISTS, address + " exists already.");
        }
        StoredUsers.checkName(name);
        register.oneUserMore(tenant);
        byte[] kept = secrets.of(password);
        // An account that no principal refers to is harmless, a principal without account is not.
        AccountId account = register.store().create(tenant).id();
        Principal principal = new Principal(tenant, address, name, account, roles);
        register.change(tx -> {
            if (!tenant.equals(TenantId.SYSTEM)
                    && domainOf(address)
                            .filter(domain -> domain.tenant().equals(tenant))
                            .isEmpty()) {
                throw new DirectoryException(Code.NOT_FOUND, "The domain was removed meanwhile.");
            }
            register.oneUserMore(tenant);
            Register.claim(tx, Types.PRINCIPAL_ADDRESS, address, address);
            return tx.create(Types.PRINCIPAL, Types.row(principal), kept, List.of());
        });
        attempts.forget(Attempts.key(address));
        return principal;
    }

    private Optional<Domain> domainOf(String address) {
        return Address.parse(address)
                .map(parsed -> entries.domains.get(parsed.domain().ascii()))
                .map(Entries.Index.Entry::value);
    }

    @Override
    public void setPassword(String address, Secret password) throws DirectoryException, IOException {
        Entries.Index.Entry<Principal> entry = register.user(address);
        byte[] kept = secrets.of(password);
        register.change(tx -> {
            Row row = tx.row(entry.id());
            if (row == null) {
                throw new DirectoryException(Code.NOT_FOUND, "There is no user " + address + ".");
            }
            tx.update(Types.PRINCIPAL, entry.id(), row, kept, List.of());
            return entry.id();
        });
        attempts.forget(Attempts.key(entry.value().address()));
    }

    @Override
    public Secret issueToken(String address, String purpose) throws DirectoryException, IOException {
        Set<String> all = Set.of(LogIn.ALL);
        return keys.issue(address, new KeyTerms(AccessKey.Kind.TOKEN, words(purpose), all, Optional.empty()))
                .secret();
    }

    private static String words(String purpose) {
        String words = purpose.isBlank() ? "?" : purpose.replaceAll("[^\\w .-]", "?");
        return words.length() > 100 ? words.substring(0, 100) : words;
    }

    @Override
    public int revokeTokens(String address, String purpose) throws DirectoryException, IOException {
        return keys.revokeTokens(address, words(purpose));
    }

    @Override
    public Quota quota(Principal principal) {
        return usage.quota(principal.account());
    }

    @Override
    public Optional<Users> users() {
        return Optional.of(users);
    }

    @Override
    public Optional<Tenancy> tenancy() {
        return Optional.of(tenancy);
    }

    @Override
    public Optional<AccessKeys> accessKeys() {
        return Optional.of(keys);
    }

    boolean tenantsMakeDomains() {
        return tenantsMakeDomains;
    }

    Entries entries() {
        return entries;
    }

    StoredUsers storedUsers() {
        return users;
    }

    StoredTenancy storedTenancy() {
        return tenancy;
    }

    StoredKeys storedKeys() {
        return keys;
    }

    Usage usage() {
        return usage;
    }

    /** Keeps a user's secrets in another form, if nobody changed them meanwhile; the modseq of the record now. */
    private long replace(ObjectId id, long modSeq, byte[] before, byte[] after) throws IOException {
        try {
            return register.change(tx -> {
                Row row = tx.row(id);
                if (row == null || !Arrays.equals(before, tx.bytes(id))) {
                    return modSeq;
                }
                tx.update(Types.PRINCIPAL, id, row, after, List.of());
                return tx.modSeq();
            });
        } catch (DirectoryException e) {
            throw new IllegalStateException(e); // nothing is refused here
        }
    }
}

package org.mailbay.directory.local;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.DirectoryException.Code;
import org.mailbay.directory.Domain;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Recipient;
import org.mailbay.directory.Secret;
import org.mailbay.directory.Tenant;
import org.mailbay.directory.local.attempts.Attempts;
import org.mailbay.mime.Address;
import org.mailbay.sasl.Door;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Store;
import org.mailbay.store.TenantId;
import org.mailbay.store.Transaction;
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

    /** What the version of a token begins with, before its id; that of a password begins with a p. */
    private static final String TOKEN_VERSION = "t-";

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
    }

    private final Store store;
    private final Attempts attempts;
    private final boolean scram;
    private final Secrets secrets;
    private final SecureRandom random = new SecureRandom();
    private final Entries entries = new Entries();
    /** Begins anywhere, so that it is another after this was replaced. */
    private final AtomicLong revision = new AtomicLong(random.nextLong());

    @Activate
    public StoredDirectory(@Reference Store store, @Reference Attempts attempts, Config config) throws IOException {
        this.store = store;
        this.attempts = attempts;
        scram = config.scram();
        secrets = new Secrets(
                store,
                new Passwords(config.passwordMemoryKib(), config.passwordIterations()),
                Duration.ofSeconds(config.rememberSeconds()),
                scram,
                this::replace);
        entries.follow(system());
    }

    private Account system() throws IOException {
        return store.account(AccountId.SYSTEM)
                .orElseThrow(() -> new IOException("the server's own account is missing"));
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
        Optional<Principal> principal = local(normalized(parsed.get()));
        if (principal.isEmpty() && parsed.get().localPart().equalsIgnoreCase("postmaster")) {
            principal = local(ADMINISTRATOR);
        }
        return principal.<Recipient>map(Recipient.Local::new).orElse(new Recipient.Unknown());
    }

    private Optional<Principal> local(String address) {
        Entries.Index.Entry<Principal> entry = entries.principals.get(address);
        return entry == null ? Optional.empty() : Optional.of(entry.value());
    }

    /** Local parts of our own domains are compared without case. */
    private static String normalized(Address address) {
        return new Address(address.localPart().toLowerCase(Locale.ROOT), address.domain()).toString();
    }

    /** Looks for the name as it is given, as most clients give it, then as an address in the form that is stored. */
    private Entries.Index.@Nullable Entry<Principal> entry(String name) {
        Entries.Index.Entry<Principal> asGiven = entries.principals.get(name);
        return asGiven != null
                ? asGiven
                : Address.parse(name)
                        .map(StoredDirectory::normalized)
                        .map(entries.principals::get)
                        .orElse(null);
    }

    @Override
    public Optional<Principal> principal(String address) {
        return Optional.ofNullable(entry(address)).map(Entries.Index.Entry::value);
    }

    @Override
    public Door<LogIn> door(InetAddress source) {
        return new StoredDoor(this, attempts, source);
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
        return secrets.check(entry(name), password);
    }

    /** What a user's SCRAM clients are compared with. */
    Optional<ScramVerifier> verifier(String name, ScramHash hash) throws IOException {
        Entries.Index.Entry<Principal> entry = entry(name);
        return entry == null || !scram ? Optional.empty() : secrets.verifier(entry.id(), hash);
    }

    /** Who proved to know the password of {@code verifier}; empty when that is no longer the user's. */
    Optional<LogIn> logIn(String name, ScramVerifier verifier) throws IOException {
        Entries.Index.Entry<Principal> entry = entry(name);
        return entry == null ? Optional.empty() : secrets.check(entry, verifier);
    }

    /** What salts of users are made of that there are not. */
    byte[] secretForNobody() throws IOException {
        return secrets.forNobody();
    }

    @Override
    public Optional<LogIn> logIn(Secret token) {
        Entries.Index.Entry<Types.Token> entry = entries.tokens.get(sha256(token));
        return entry == null
                ? Optional.empty()
                : local(entry.value().address())
                        .map(principal ->
                                new LogIn(principal, new Credential(principal.address(), TOKEN_VERSION + entry.id())));
    }

    @Override
    public boolean isValid(Credential credential) throws IOException {
        Entries.Index.Entry<Principal> principal = entries.principals.get(credential.address());
        if (principal == null) {
            return false;
        }
        if (credential.version().startsWith(TOKEN_VERSION)) {
            return Types.TOKEN
                    .parse(credential.version().substring(TOKEN_VERSION.length()))
                    .map(entries.tokens::get)
                    .filter(token -> token.value().address().equals(credential.address()))
                    .isPresent();
        }
        return credential.version().equals(secrets.version(principal.id()));
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
        return revision.get();
    }

    @Override
    public Tenant createTenant(String name) throws DirectoryException, IOException {
        if (!name.matches("[a-z0-9-]{1,64}")) {
            throw new DirectoryException(Code.MALFORMED, "A tenant's name is 1 to 64 of a-z, 0-9 and dash.");
        }
        return change(tx -> {
            claim(tx, Types.TENANT_NAME, name, "A tenant " + name);
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
        if (tenants().stream().noneMatch(known -> known.id().equals(tenant))) {
            throw new DirectoryException(Code.NOT_FOUND, "There is no such tenant.");
        }
        Domain domain = new Domain(ascii, tenant);
        return change(tx -> {
            claim(tx, Types.DOMAIN_NAME, ascii, "The domain " + ascii);
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
        return create(domain.value().tenant(), normalized(parsed), name, password, Set.of());
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
        if (name.length() > 255) {
            throw new DirectoryException(Code.MALFORMED, "The name is too long.");
        }
        byte[] kept = secrets.of(password);
        // An account that no principal refers to is harmless, a principal without account is not.
        AccountId account = store.create(tenant).id();
        Principal principal = new Principal(tenant, address, name, account, roles);
        change(tx -> {
            claim(tx, Types.PRINCIPAL_ADDRESS, address, address);
            return tx.create(Types.PRINCIPAL, Types.row(principal), kept, List.of());
        });
        attempts.forget(Attempts.key(address));
        return principal;
    }

    @Override
    public void setPassword(String address, Secret password) throws DirectoryException, IOException {
        Entries.Index.Entry<Principal> entry = user(address);
        byte[] kept = secrets.of(password);
        change(tx -> {
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
        Entries.Index.Entry<Principal> entry = user(address);
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        Secret token = Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        Types.Token issued = new Types.Token(sha256(token), entry.value().address(), words(purpose));
        change(tx -> tx.create(Types.TOKEN, Types.row(issued), new byte[0], List.of()));
        LOG.info("event=token-issued address={} purpose=\"{}\"", issued.address(), issued.purpose());
        return token;
    }

    private static String words(String purpose) {
        String words = purpose.replaceAll("[^\\w .-]", "?");
        return words.length() > 100 ? words.substring(0, 100) : words;
    }

    @Override
    public int revokeTokens(String address, String purpose) throws DirectoryException, IOException {
        String owner = user(address).value().address();
        String words = words(purpose);
        int count = change(tx -> {
            Objects tokens = tx.snapshot().objects(Types.TOKEN);
            int revoked = 0;
            for (int ordinal : tokens.all().toArray()) {
                Types.Token token = Types.token(tokens.row(ordinal));
                if (token.address().equals(owner) && token.purpose().equals(words)) {
                    tx.destroy(Types.TOKEN, tokens.id(ordinal));
                    revoked++;
                }
            }
            return revoked;
        });
        LOG.info("event=tokens-revoked address={} purpose=\"{}\" count={}", owner, words, count);
        return count;
    }

    private Entries.Index.Entry<Principal> user(String address) throws DirectoryException {
        Entries.Index.Entry<Principal> entry = entry(address);
        if (entry == null) {
            throw new DirectoryException(Code.NOT_FOUND, "There is no user " + address + ".");
        }
        return entry;
    }

    /** Keeps a user's secrets in another form, if nobody changed them meanwhile; the modseq of the record now. */
    private long replace(ObjectId id, long modSeq, byte[] before, byte[] after) throws IOException {
        try {
            return change(tx -> {
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

    private interface Change<T> {
        T run(Transaction tx) throws DirectoryException, IOException;
    }

    private <T> T change(Change<T> change) throws DirectoryException, IOException {
        Account system = system();
        T result = system.<T, DirectoryException>write(change::run);
        entries.follow(system);
        revision.incrementAndGet(); // not before the entries say it
        return result;
    }

    /** Takes a unique name. */
    private static void claim(Transaction tx, String index, String key, String what)
            throws DirectoryException, IOException {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        if (tx.index(index, name) != null) {
            throw new DirectoryException(Code.EXISTS, what + " exists already.");
        }
        tx.index(index, name, new byte[] {1});
    }

    private static String sha256(Secret token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(token.reveal().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}

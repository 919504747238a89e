package org.mailbay.example.file.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mailbay.directory.AccessKeys;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Domain;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Quota;
import org.mailbay.directory.Recipient;
import org.mailbay.directory.Secret;
import org.mailbay.directory.Tenancy;
import org.mailbay.directory.Tenant;
import org.mailbay.directory.Users;
import org.mailbay.sasl.Door;
import org.mailbay.store.TenantId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The server's directory, but for passwords: those come from a file.
 *
 * <p>It stands before the directory that is there otherwise, by a higher ranking, and asks it for everything that is not its business.
 * A directory that knows users by itself implements the same methods without one below.
 */
@Component(
        service = Directory.class,
        configurationPid = "example.file-directory",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {"service.ranking:Integer=100", "mailbay.directory=example-file-directory"})
@Designate(ocd = FileDirectory.Config.class)
public final class FileDirectory implements Directory {
    /** What an operator can set. */
    @ObjectClassDefinition(name = "Example: directory", description = "Passwords from a file.")
    public @interface Config {
        @AttributeDefinition(description = "Lines of address, iterations, salt and hash, as the README says.")
        String file();
    }

    private final Directory below;
    private final PasswordFile passwords;
    private final Waits waits = new Waits();

    @Activate
    public FileDirectory(
            @Reference(target = "(!(mailbay.directory=example-file-directory))") Directory below, Config config) {
        this.below = below;
        this.passwords = new PasswordFile(Path.of(config.file()));
    }

    @Override
    public Optional<LogIn> logIn(String name, Secret password) {
        Optional<LogIn> mine = fromFile(name, password);
        return mine.isPresent() ? mine : below.logIn(name, password);
    }

    /** Who has this password in the file, and may log in. */
    Optional<LogIn> fromFile(String name, Secret password) {
        return below.principal(name)
                .filter(principal -> principal.state() == Principal.State.ACTIVE)
                .flatMap(principal -> passwords
                        .check(principal.address(), password.reveal())
                        .map(version -> new LogIn(principal, new Credential(principal.address(), version))));
    }

    @Override
    public Door<LogIn> door(InetAddress source) {
        return new FileDoor(this, below.door(source), waits, source);
    }

    @Override
    public Door<LogIn> door(InetAddress source, String service) {
        return new FileDoor(this, below.door(source, service), waits, source);
    }

    /** SCRAM is not offered: the file has nothing to compare its clients with. */
    @Override
    public boolean hasVerifiers() {
        return false;
    }

    @Override
    public boolean isValid(Credential credential) throws IOException {
        if (!credential.version().startsWith(PasswordFile.VERSION)) {
            return below.isValid(credential);
        }
        return passwords.isCurrent(credential.address(), credential.version())
                && below.principal(credential.address())
                        .filter(principal -> principal.state() == Principal.State.ACTIVE)
                        .isPresent();
    }

    /** Who stays logged in looks again when either has changed. */
    @Override
    public long revision() {
        return 31 * below.revision() + passwords.revision();
    }

    @Override
    public Optional<LogIn> logIn(Secret token) {
        return below.logIn(token);
    }

    @Override
    public Recipient recipient(String address) {
        return below.recipient(address);
    }

    @Override
    public Optional<Principal> principal(String address) {
        return below.principal(address);
    }

    @Override
    public List<Tenant> tenants() {
        return below.tenants();
    }

    @Override
    public List<Domain> domains() {
        return below.domains();
    }

    @Override
    public List<Principal> principals() {
        return below.principals();
    }

    @Override
    public Quota quota(Principal principal) {
        return below.quota(principal);
    }

    @Override
    public Optional<Users> users() {
        return below.users();
    }

    @Override
    public Optional<Tenancy> tenancy() {
        return below.tenancy();
    }

    @Override
    public Optional<AccessKeys> accessKeys() {
        return below.accessKeys();
    }

    @Override
    public Tenant createTenant(String name) throws DirectoryException, IOException {
        return below.createTenant(name);
    }

    @Override
    public Domain createDomain(TenantId tenant, String name) throws DirectoryException, IOException {
        return below.createDomain(tenant, name);
    }

    @Override
    public Principal createUser(String address, String name, Secret password) throws DirectoryException, IOException {
        return below.createUser(address, name, password);
    }

    @Override
    public void setPassword(String address, Secret password) throws DirectoryException, IOException {
        below.setPassword(address, password);
    }

    @Override
    public Secret issueToken(String address, String purpose) throws DirectoryException, IOException {
        return below.issueToken(address, purpose);
    }

    @Override
    public int revokeTokens(String address, String purpose) throws DirectoryException, IOException {
        return below.revokeTokens(address, purpose);
    }
}

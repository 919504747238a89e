package org.mailbay.directory;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.mailbay.sasl.Door;
import org.mailbay.store.TenantId;
import org.osgi.annotation.versioning.ProviderType;

/** Tenants, domains, principals and credentials. A service. Look-ups are answered from memory and may be made per recipient. */
@ProviderType
public interface Directory {
    /** Whose mail an address is; see {@link Recipient}. */
    Recipient recipient(String address);

    /**
     * Who a name and a password belong to; empty when they do not match or there is no such user: the caller cannot tell which, nor by the time it takes.
     *
     * <p>May be asked for every request of a client: a directory whose check is dear remembers for a while that a password was right.
     *
     * @param name an address, as typed
     */
    Optional<LogIn> logIn(String name, Secret password);

    /** Who a bearer token was issued to (RFC 6750), and what for: {@link LogIn#opens}. */
    Optional<LogIn> logIn(Secret token);

    /**
     * Where clients from {@code source} log in, by password, token or SCRAM: what every face asks, for here it is counted who fails too
     * often. Cheap; not to be kept for longer than one call to it.
     *
     * <p>Only what may be used for everything lets in here; see {@link #door(InetAddress, String)}. This one counts nothing and has no
     * verifiers.
     */
    default Door<LogIn> door(InetAddress source) {
        return new OpenDoor(this);
    }

    /**
     * As {@link #door(InetAddress)}, for a face that says what it is, so that app passwords and tokens which are for it only let in.
     *
     * @param service {@code imap}, {@code smtp}, {@code pop3}, {@code jmap}, {@code dav}, {@code sieve}, {@code admin}, …
     */
    default Door<LogIn> door(InetAddress source, String service) {
        return new ScopedDoor(door(source), service);
    }

    /** Whether users have SCRAM verifiers here: otherwise SCRAM is not offered. */
    default boolean hasVerifiers() {
        return false;
    }

    /** As {@link #logIn(String, Secret)}, for who needs no credential; only with what may be used for everything. */
    default Optional<Principal> authenticate(String name, Secret password) {
        return logIn(name, password).filter(logIn -> logIn.opens("")).map(LogIn::principal);
    }

    /** As {@link #logIn(Secret)}, for who needs no credential; only with what may be used for everything. */
    default Optional<Principal> authenticateToken(Secret token) {
        return logIn(token).filter(logIn -> logIn.opens("")).map(LogIn::principal);
    }

    /**
     * Whether who logged in with this would be let in with it now: not after its password was set anew, its app password or token was
     * revoked or is over, or its user is suspended, has another address or is no more.
     *
     * <p>Who keeps a connection or a subscription for longer than a request (event sources, WebSockets, push subscriptions, IMAP
     * sessions) looks at {@link #revision} about once a second and, when that is another, asks this for each: cheap, from memory.
     */
    boolean isValid(Credential credential) throws IOException;

    /** The principal of this address. */
    Optional<Principal> principal(String address);

    /** All tenants. */
    List<Tenant> tenants();

    /** All domains. */
    List<Domain> domains();

    /** All principals, by address. */
    List<Principal> principals();

    /**
     * Another number whenever {@link #principals} or {@link #isValid} may say something else, also after this directory was replaced;
     * cheap.
     */
    long revision();

    /** How much a principal's account may hold. */
    default Quota quota(Principal principal) {
        return Quota.OF_SERVER;
    }

    /** Changes users; empty when this directory is read only. */
    default Optional<Users> users() {
        return Optional.empty();
    }

    /** Changes tenants and domains; empty when this directory is read only. */
    default Optional<Tenancy> tenancy() {
        return Optional.empty();
    }

    /** App passwords and tokens with scopes; empty when this directory knows none. */
    default Optional<AccessKeys> accessKeys() {
        return Optional.empty();
    }

    /** Makes a tenant. */
    Tenant createTenant(String name) throws DirectoryException, IOException;

    /** Makes a domain of {@code tenant}; {@code name} in any spelling of RFC 5890. */
    Domain createDomain(TenantId tenant, String name) throws DirectoryException, IOException;

    /** Makes a user with an account of its own; the domain must exist. */
    Principal createUser(String address, String name, Secret password) throws DirectoryException, IOException;

    /** Replaces a user's password. */
    void setPassword(String address, Secret password) throws DirectoryException, IOException;

    /** Issues a bearer token for a user; it is shown once and kept only as a hash. */
    Secret issueToken(String address, String purpose) throws DirectoryException, IOException;

    /** Revokes a user's bearer tokens of this purpose; how many there were. */
    int revokeTokens(String address, String purpose) throws DirectoryException, IOException;
}

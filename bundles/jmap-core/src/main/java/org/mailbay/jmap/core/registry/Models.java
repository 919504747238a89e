package org.mailbay.jmap.core.registry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Method;
import org.mailbay.jmap.spi.SharedAccounts;
import org.mailbay.jmap.spi.SharedAccounts.Shared;
import org.mailbay.store.AccountId;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Shelf;
import org.mailbay.swap.Swappable.Lease;

/** The data types, methods and capabilities that are here now. Threads: any. */
public final class Models {
    /** The capability that every server has (RFC 8620 §2). */
    public static final String CORE = "urn:ietf:params:jmap:core";

    private static final String SHARING = "sharing";

    private final Shelf<DataType> types;

    /** Every data type that ever was here, and whether it can be shared. */
    private final Map<String, Boolean> kinds = new ConcurrentHashMap<>();

    private final Shelf<Method> methods;

    private final Shelf<Capability> capabilities;

    private final Shelf<SharedAccounts> sharing;

    private final Duration drain;

    private final AtomicLong revision = new AtomicLong();

    /**
     * No models.
     *
     * @param wait how long a call waits for a model that is being replaced
     * @param grace how long a model that went is remembered
     * @param drain how long a model that goes waits for the calls in it
     */
    public Models(Duration wait, Duration grace, Duration drain) {
        this.types = new Shelf<>(wait, grace);
        this.methods = new Shelf<>(wait, grace);
        this.capabilities = new Shelf<>(wait, grace);
        this.sharing = new Shelf<>(wait, grace);
        this.drain = drain;
    }

    public void bind(DataType type) {
        kinds.put(type.type().name(), type.isShared());
        types.bind(type.type().name(), type);
        revision.incrementAndGet();
    }

    public void unbind(DataType type) {
        types.unbind(type, drain);
        revision.incrementAndGet();
    }

    public void bind(Method method) {
        methods.bind(method.name(), method);
        revision.incrementAndGet();
    }

    public void unbind(Method method) {
        methods.unbind(method, drain);
        revision.incrementAndGet();
    }

    public void bind(Capability capability) {
        capabilities.bind(capability.urn(), capability);
        revision.incrementAndGet();
    }

    public void unbind(Capability capability) {
        capabilities.unbind(capability, drain);
        revision.incrementAndGet();
    }

    public void bind(SharedAccounts shared) {
        sharing.bind(SHARING, shared);
        revision.incrementAndGet();
    }

    public void unbind(SharedAccounts shared) {
        sharing.unbind(shared, drain);
        revision.incrementAndGet();
    }

    /** Another's account that {@code principal} may use; empty when it may not. */
    public Optional<Shared> shared(Principal principal, AccountId account) throws IOException {
        try (Lease<SharedAccounts> shared = sharing.acquire(SHARING)) {
            return shared == null ? Optional.empty() : shared.service().find(principal, account);
        }
    }

    /** The accounts of others that {@code principal} may use. */
    public List<Shared> shared(Principal principal) throws IOException {
        try (Lease<SharedAccounts> shared = sharing.acquire(SHARING)) {
            return shared == null ? List.of() : shared.service().of(principal);
        }
    }

    /** Whether a type of the store's is, or was, a data type; never waits. */
    public boolean knows(String type) {
        return kinds.containsKey(type);
    }

    /** Whether it is one that can be shared; never waits. */
    public boolean shares(String type) {
        return kinds.getOrDefault(type, false);
    }

    /** Rises whenever a model comes or goes. */
    public long revision() {
        return revision.get();
    }

    /** The data type of this name; null when there is none. */
    public @Nullable Lease<DataType> type(String name) throws AwayException {
        return types.acquire(name);
    }

    /** The special method of this name; null when there is none. */
    public @Nullable Lease<Method> method(String name) throws AwayException {
        return methods.acquire(name);
    }

    /** The capability with this URI; null when there is none, or it is core. */
    public @Nullable Lease<Capability> capability(String urn) throws AwayException {
        return capabilities.acquire(urn);
    }

    /**
     * Whether a request may use {@code urn}: also when its model was uninstalled, for a client that began before does nothing wrong. It
     * learns from {@code unknownMethod} what it cannot do, and from the session's state that it has changed.
     */
    public boolean isCapability(String urn) {
        return urn.equals(CORE) || capabilities.knew(urn);
    }

    /** The URIs of all capabilities but core. */
    public Set<String> capabilities() {
        return capabilities.names();
    }

    /** The names of all data types. */
    public Set<String> types() {
        return types.names();
    }
}

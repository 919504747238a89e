package org.mailbay.jmap.core.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.Limits;
import org.mailbay.jmap.core.registry.Models;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.jmap.spi.SharedAccounts.Shared;
import org.mailbay.store.AccountId;
import org.mailbay.swap.AwayException;
import org.mailbay.swap.Swappable.Lease;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Session objects (RFC 8620 §2). Their state is a hash of what they say, so a model that was updated changes it only if it says so. */
public final class Sessions {
    /** The capability whose URL depends on what the client calls the server (RFC 8887 §3). */
    public static final String WEBSOCKET = "urn:ietf:params:jmap:websocket";

    private static final long LIFE = Duration.ofSeconds(5).toNanos();

    private static final int MAX_STATES = 10_000;

    private final Models models;

    private final Limits limits;

    private final Map<Principal, Known> states = new ConcurrentHashMap<>();

    public Sessions(Models models, Limits limits) {
        this.models = models;
        this.limits = limits;
    }

    /** The state of the principal's session; cheap. */
    public String state(Principal principal) throws IOException {
        long revision = models.revision();
        Known known = states.get(principal);
        int shared = shared(principal, known);
        if (known != null
                && known.revision == revision
                && known.shared == shared
                && System.nanoTime() - known.until < 0) {
            return known.state;
        }
        String state = state(build(principal));
        if (states.size() >= MAX_STATES) {
            states.clear();
        }
        states.put(principal, new Known(state, revision, shared, System.nanoTime() + LIFE));
        return state;
    }

    /** What is shared with the principal now: who is given something sees it in the next response. */
    private int shared(Principal principal, @Nullable Known known) throws IOException {
        try {
            return models.shared(principal).hashCode();
        } catch (AwayException e) {
            if (known == null) {
                throw e;
            }
            return known.shared;
        }
    }

    /**
     * The session object.
     *
     * @param base where the server is, such as {@code https://mail.example.org}
     */
    ObjectNode session(Principal principal, String base) throws IOException {
        ObjectNode session = build(principal);
        String state = state(session);
        session.put("apiUrl", base + "/jmap/api");
        session.put("downloadUrl", base + "/jmap/download/{accountId}/{blobId}/{name}?accept={type}");
        session.put("uploadUrl", base + "/jmap/upload/{accountId}");
        session.put("eventSourceUrl", base + "/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}");
        session.put("state", state);
        if (session.get("capabilities").get(WEBSOCKET) instanceof ObjectNode socket) {
            socket.put("url", "ws" + base.substring("http".length()) + "/jmap/ws");
        }
        return session;
    }

    private ObjectNode build(Principal principal) throws IOException {
        ObjectNode session = JsonNodeFactory.instance.objectNode();
        ObjectNode capabilities = session.putObject("capabilities");
        ObjectNode accounts = session.putObject("accounts");
        ObjectNode own = account(accounts, principal.account(), principal.address(), true, false);
        List<Shared> shared = models.shared(principal);
        for (Shared other : shared) {
            account(accounts, other.account(), other.name(), false, other.readOnly());
        }
        ObjectNode primary = session.putObject("primaryAccounts");
        session.put("username", principal.address());
        core(capabilities.putObject(Models.CORE));
        for (String urn : models.capabilities()) {
            try (Lease<Capability> capability = models.capability(urn)) {
                if (capability != null) {
                    boolean announced = !capability.service().isOfAccountsOnly();
                    if (announced) {
                        capabilities.set(urn, capability.service().session());
                    }
                    Optional<ObjectNode> mine = capability.service().account(principal, principal.account());
                    if (mine.isPresent()) {
                        own.set(urn, mine.get());
                        if (announced) {
                            primary.put(urn, principal.account().toString());
                        }
                    }
                    for (Shared other : shared) {
                        capability
                                .service()
                                .account(principal, other.account())
                                .ifPresent(theirs ->
                                        capabilities(accounts, other.account()).set(urn, theirs));
                    }
                }
            }
        }
        return session;
    }

    /** Adds an account; returns its capabilities. */
    private static ObjectNode account(
            ObjectNode accounts, AccountId id, String name, boolean isPersonal, boolean isReadOnly) {
        ObjectNode account = accounts.putObject(id.toString());
        account.put("name", name);
        account.put("isPersonal", isPersonal);
        account.put("isReadOnly", isReadOnly);
        ObjectNode capabilities = account.putObject("accountCapabilities");
        capabilities.putObject(Models.CORE); // RFC 8620 §2: Blob/copy may be used with every account
        return capabilities;
    }

    private static ObjectNode capabilities(ObjectNode accounts, AccountId id) {
        return accounts.withObject(id.toString()).withObject("accountCapabilities");
    }

    private void core(ObjectNode core) {
        core.put("maxSizeUpload", limits.maxSizeUpload());
        core.put("maxConcurrentUpload", limits.maxConcurrentUpload());
        core.put("maxSizeRequest", limits.maxSizeRequest());
        core.put("maxConcurrentRequests", limits.maxConcurrentRequests());
        core.put("maxCallsInRequest", limits.maxCallsInRequest());
        core.put("maxObjectsInGet", limits.maxObjectsInGet());
        core.put("maxObjectsInSet", limits.maxObjectsInSet());
        core.putArray("collationAlgorithms").add("i;ascii-casemap").add("i;unicode-casemap");
    }

    private static String state(ObjectNode session) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(session.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A state that holds for a while.
     *
     * @param shared a hash of what is shared with the principal
     * @param until by {@link System#nanoTime}
     */
    private record Known(String state, long revision, int shared, long until) {}
}

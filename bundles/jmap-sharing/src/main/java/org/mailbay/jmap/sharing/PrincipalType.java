package org.mailbay.jmap.sharing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.View;
import org.mailbay.jmap.spi.Capability;
import org.mailbay.jmap.spi.DataType;
import org.mailbay.jmap.spi.Gettable;
import org.mailbay.jmap.spi.Property;
import org.mailbay.jmap.spi.SharedAccounts.Shared;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.swap.Shelf;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Principal (RFC 9670 §2): the users of one's own tenant, as the directory knows them.
 *
 * <p>Nothing of it is stored. Its state is a hash, so there are changes only from the state that is.
 */
@Component(service = {DataType.class, PrincipalType.class})
public final class PrincipalType implements Gettable {
    private static final Duration WAIT = Duration.ofSeconds(5);

    private static final Duration GONE = Duration.ofSeconds(30);

    private static final Duration DRAIN = Duration.ofSeconds(15);

    private final Sharing sharing;

    private final Shelf<Capability> capabilities = new Shelf<>(WAIT, GONE);

    @Activate
    public PrincipalType(@Reference Sharing sharing) {
        this.sharing = sharing;
        // Not as services: they go before this does, and calls that wait for them would be waited for
        List.of(new PrincipalsCapability(), new OwnerCapability()).forEach(this::bindCapability);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            target = "(!(component.name=org.mailbay.jmap.sharing.*))")
    void bindCapability(Capability capability) {
        capabilities.bind(capability.urn(), capability);
    }

    void unbindCapability(Capability capability) {
        capabilities.unbind(capability, DRAIN);
    }

    /** The id of the principal with this account. */
    static String id(AccountId account) {
        return "p" + account.toString().substring(1);
    }

    /** The account of the principal that {@code id} names. */
    static Optional<AccountId> account(String id) {
        return id.startsWith("p") ? AccountId.parse("a" + id.substring(1)) : Optional.empty();
    }

    @Override
    public ObjectType type() {
        return Stored.PRINCIPAL;
    }

    @Override
    public String capability() {
        return Stored.CAPABILITY;
    }

    @Override
    public List<Property> properties() {
        return List.of(
                Property.of("id", Property.Kind.SERVER_SET),
                Property.of("type", Property.Kind.SERVER_SET),
                Property.of("name", Property.Kind.SERVER_SET),
                Property.of("description", Property.Kind.SERVER_SET),
                Property.of("email", Property.Kind.SERVER_SET),
                Property.of("timeZone", Property.Kind.SERVER_SET),
                Property.of("capabilities", Property.Kind.SERVER_SET),
                Property.of("accounts", Property.Kind.SERVER_SET));
    }

    @Override
    public Optional<ObjectId> parse(String id) {
        return account(id).filter(account -> account.number() > 0).map(account -> type().id(account.number()));
    }

    @Override
    public String text(ObjectId id) {
        return id(new AccountId(id.number()));
    }

    /** The principals that {@code viewer} sees. */
    List<Principal> visible(Principal viewer) throws IOException {
        return sharing.people().tenant(viewer.tenant()).principals();
    }

    private @Nullable Principal find(View view, ObjectId id) throws IOException {
        return sharing.people().find(view.principal(), new AccountId(id.number()));
    }

    @Override
    public boolean exists(View view, ObjectId id) {
        return Quietly.get(() -> find(view, id)) != null;
    }

    @Override
    public List<ObjectId> all(View view, int max) throws IOException {
        List<ObjectId> ids = new ArrayList<>();
        for (Principal principal : visible(view.principal())) {
            if (principal.account().number() > 0 && ids.size() <= max) {
                ids.add(type().id(principal.account().number()));
            }
        }
        return ids;
    }

    @Override
    public long state(View view) {
        return Quietly.get(() -> {
            Principal viewer = view.principal();
            long hash = sharing.people().tenant(viewer.tenant()).hash();
            for (Shared shared : sharing.of(viewer)) {
                hash = Hash.of(hash, shared.toString());
            }
            return Hash.version(hash);
        });
    }

    // RFC 9670 §2.2: from an external directory, there may be no changes but those from the state that is
    @Override
    public Changes changes(View view, long since, int maxChanges) {
        return since == state(view)
                ? new Changes.Since(since, false, List.of(), List.of(), List.of(), false)
                : new Changes.TooOld();
    }

    @Override
    public List<ObjectId> get(
            View view, List<ObjectId> ids, Set<String> properties, ObjectNode arguments, JsonGenerator out)
            throws IOException {
        List<ObjectId> gone = new ArrayList<>();
        for (ObjectId id : ids) {
            Principal principal = find(view, id);
            if (principal == null) {
                gone.add(id);
                continue;
            }
            out.writeStartObject();
            for (String property : properties) {
                out.writeName(property);
                switch (property) {
                    case "id" -> out.writeString(text(id));
                    case "type" -> out.writeString("individual");
                    case "name" -> out.writeString(principal.name());
                    case "email" -> string(email(principal), out);
                    case "capabilities" -> out.writeStartObject().writeEndObject();
                    case "accounts" -> accounts(view.principal(), principal, out);
                    default -> out.writeNull();
                }
            }
            out.writeEndObject();
        }
        return gone;
    }

    private static void string(@Nullable String text, JsonGenerator out) {
        if (text == null) {
            out.writeNull();
        } else {
            out.writeString(text);
        }
    }

    /** Its address; null for one that is not reached by mail, such as the administrator. */
    static @Nullable String email(Principal principal) {
        return principal.address().indexOf('@') > 0 ? principal.address() : null;
    }

    /** The account of {@code principal} as the session object of {@code viewer} has it (RFC 8620 §2); null when it sees none. */
    private void accounts(Principal viewer, Principal principal, JsonGenerator out) throws IOException {
        AccountId id = principal.account();
        boolean own = id.equals(viewer.account());
        Shared shared = own ? null : sharing.find(viewer, id).orElse(null);
        if (!own && shared == null) {
            out.writeNull();
            return;
        }
        ObjectNode account = JsonNodeFactory.instance.objectNode();
        account.put("name", shared == null ? principal.address() : shared.name());
        account.put("isPersonal", own);
        account.put("isReadOnly", shared != null && shared.readOnly());
        ObjectNode theirs = account.putObject("accountCapabilities");
        try (Shelf.Leases<Capability> leases = capabilities.acquireAll()) {
            leases.byName()
                    .forEach((urn, capability) ->
                            capability.account(viewer, id).ifPresent(said -> theirs.set(urn, said)));
        }
        out.writeStartObject();
        out.writeName(id.toString());
        out.writeTree(account);
        out.writeEndObject();
    }
}

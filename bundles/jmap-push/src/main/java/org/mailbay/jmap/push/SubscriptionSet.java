package org.mailbay.jmap.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.directory.Credential;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.push.Stored.OfUser;
import org.mailbay.jmap.spi.Method;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.Store;
import org.mailbay.store.Transaction;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code PushSubscription/set} (RFC 8620 §7.2.2): no account, no state; a new subscription must be verified before it hears anything. */
@Component
public final class SubscriptionSet implements Method {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private static final int MAX_MAKERS = 10_000;

    private final WebPush push;

    /** When each user made its last subscriptions. */
    private final Map<AccountId, Deque<Long>> made = new ConcurrentHashMap<>();

    @Activate
    public SubscriptionSet(@Reference WebPush push) {
        this.push = push;
    }

    @Override
    public String name() {
        return "PushSubscription/set";
    }

    @Override
    public String capability() {
        return SubscriptionGet.CAPABILITY;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), Set.of("create", "update", "destroy"), Set.of());
        Map<String, ObjectNode> create = arguments.objects("create");
        Map<String, ObjectNode> update = arguments.objects("update");
        List<String> given = arguments.strings("destroy");
        List<String> destroy = given == null ? List.of() : given;
        if (create.size() + update.size() + destroy.size() > call.limits().maxObjectsInSet()) {
            throw new MethodError(MethodError.REQUEST_TOO_LARGE, null);
        }
        AccountId user = call.principal().account();
        SubscriptionReader reader = new SubscriptionReader(
                push.clock().millis(), Duration.ofDays(push.config().maxDays()), call.credential());
        Map<String, SetError> notCreated = new LinkedHashMap<>();
        Map<String, SetError> notUpdated = new LinkedHashMap<>();
        Map<String, SetError> notDestroyed = new LinkedHashMap<>();
        ObjectNode created = JsonNodeFactory.instance.objectNode();
        ObjectNode updated = JsonNodeFactory.instance.objectNode();
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        Map<String, Subscription> ready = new LinkedHashMap<>();
        create.forEach((name, object) ->
                attempt(name, notCreated, () -> ready.put(name, prepare(user, reader, object))));
        try (Lease<Store> store = push.store()) {
            if (!ready.isEmpty()) {
                remember(store.service(), user);
            }
            Account account = store.service().account(user).orElseThrow();
            Set<ObjectId> others = others(account, call.credential());
            account.<Boolean, RuntimeException>write(tx -> {
                // RFC 8620 §7.2: the URL and the keys are gone when the subscription is
                tx.keepNoPast(Stored.SUBSCRIPTION);
                int[] count = {tx.snapshot().objects(Stored.SUBSCRIPTION).all().size()};
                destroy.forEach(name -> attempt(name, notDestroyed, () -> {
                    tx.destroy(Stored.SUBSCRIPTION, find(tx, name, others));
                    count[0]--;
                }));
                ready.forEach((name, subscription) -> attempt(name, notCreated, () -> {
                    if (count[0] >= push.config().maxSubscriptions()) {
                        throw SetError.of(SetError.OVER_QUOTA, "too many subscriptions");
                    }
                    created.set(name, add(tx, subscription));
                    count[0]++;
                }));
                for (Map.Entry<String, ObjectNode> entry : update.entrySet()) {
                    ObjectId id = Stored.SUBSCRIPTION.parse(entry.getKey()).orElse(null);
                    byte[] bytes = id == null ? null : account.bytes(id);
                    attempt(entry.getKey(), notUpdated, () -> {
                        if (id == null || bytes == null || others.contains(id) || tx.row(id) == null) {
                            throw SetError.of(
                                    destroy.contains(entry.getKey()) ? SetError.WILL_DESTROY : SetError.NOT_FOUND,
                                    null);
                        }
                        updated.set(entry.getKey(), change(tx, reader, id, bytes, entry.getValue()));
                    });
                }
                return true;
            });
        }
        response.set("created", created.isEmpty() ? null : created);
        response.set("updated", updated.isEmpty() ? null : updated);
        List<String> destroyed =
                destroy.stream().filter(name -> !notDestroyed.containsKey(name)).toList();
        if (destroyed.isEmpty()) {
            response.putNull("destroyed");
        } else {
            destroyed.forEach(response.putArray("destroyed")::add);
        }
        errors(response, "notCreated", notCreated);
        errors(response, "notUpdated", notUpdated);
        errors(response, "notDestroyed", notDestroyed);
        JsonGenerator out = responses.begin(call.method());
        out.writeTree(response);
        for (Map.Entry<String, JsonNode> entry : created.properties()) {
            responses.created(entry.getKey(), entry.getValue().get("id").stringValue());
        }
    }

    /** Checks a new subscription as far as that takes time: whether it leads to where this server must not push. */
    private Subscription prepare(AccountId user, SubscriptionReader reader, ObjectNode object) throws SetError {
        Subscription subscription = reader.create(object);
        if (!mayMake(user)) {
            throw SetError.of(SetError.RATE_LIMIT, null);
        }
        try {
            push.courier().check(Target.of(subscription.url()));
        } catch (Target.ForbiddenException e) {
            throw SetError.invalidProperties("leads to where nothing may be pushed", "url");
        } catch (IOException e) {
            return subscription; // not known now; it is looked up again for each message
        }
        return subscription;
    }

    /** Each new subscription makes this server call somebody, so there is a bound. */
    private boolean mayMake(AccountId user) {
        long now = push.clock().millis();
        if (made.size() > MAX_MAKERS) {
            made.clear();
        }
        boolean[] may = {false};
        made.compute(user, (id, list) -> {
            Deque<Long> times = list == null ? new ArrayDeque<>() : list;
            while (!times.isEmpty() && times.getFirst() < now - HOUR) {
                times.removeFirst();
            }
            may[0] = times.size() < push.config().maxNewInHour();
            if (may[0]) {
                times.addLast(now);
            }
            return times;
        });
        return may[0];
    }

    /** Notes in the server's own account that this user has subscriptions: before there is one, so that none is ever overlooked. */
    private static void remember(Store store, AccountId user) throws IOException {
        Account system = store.account(AccountId.SYSTEM)
                .orElseThrow(() -> new IOException("the server's own account is missing"));
        byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(user.number()).array();
        system.<Boolean, IOException>write(tx -> {
            boolean known = tx.index(Stored.USERS, key) != null;
            if (!known) {
                tx.index(Stored.USERS, key, new byte[] {1});
                tx.create(Stored.USER, Row.EMPTY.with(OfUser.ACCOUNT, user.number()), new byte[0], List.of());
            }
            return known;
        });
    }

    /** The user's subscriptions that were made with other credentials: as if they were not there (RFC 8620 §7.2). */
    private static Set<ObjectId> others(Account account, Credential mine) throws IOException {
        Set<ObjectId> others = new HashSet<>();
        Subscription.all(account).forEach((id, subscription) -> {
            if (!subscription.isOf(mine)) {
                others.add(id);
            }
        });
        return others;
    }

    private static ObjectId find(Transaction tx, String name, Set<ObjectId> others) throws SetError {
        ObjectId id = Stored.SUBSCRIPTION.parse(name).orElse(null);
        if (id == null || others.contains(id) || tx.row(id) == null) {
            throw SetError.of(SetError.NOT_FOUND, null);
        }
        return id;
    }

    private static ObjectNode add(Transaction tx, Subscription prepared) {
        ObjectId id = Stored.SUBSCRIPTION.id(tx.nextNumber());
        Subscription subscription = SubscriptionReader.with(prepared, id, tx.modSeq());
        tx.create(Stored.SUBSCRIPTION, id, subscription.row(), subscription.bytes(), List.of());
        ObjectNode said = JsonNodeFactory.instance.objectNode();
        said.put("id", id.toString());
        said.put("expires", UtcDate.of(subscription.expires()));
        if (subscription.keys() == null) {
            said.putNull("keys");
        }
        if (subscription.types() == null) {
            said.putNull("types");
        }
        return said;
    }

    /** Null when all is as the client said. */
    private static JsonNode change(
            Transaction tx, SubscriptionReader reader, ObjectId id, byte[] bytes, ObjectNode json) throws SetError {
        Row row = Objects.requireNonNull(tx.row(id));
        Subscription now = reader.update(Subscription.of(id, row, bytes), Patch.of(json));
        tx.update(Stored.SUBSCRIPTION, id, now.row(), now.bytes(), List.of());
        String expires = UtcDate.of(now.expires());
        return !json.has("expires") || json.get("expires").asString("").equals(expires)
                ? JsonNodeFactory.instance.nullNode()
                : JsonNodeFactory.instance.objectNode().put("expires", expires);
    }

    private static void attempt(String name, Map<String, SetError> errors, Step step) {
        try {
            step.run();
        } catch (SetError error) {
            errors.put(name, error);
        } catch (OverQuotaException e) {
            errors.put(name, SetError.of(SetError.OVER_QUOTA, null));
        }
    }

    private static void errors(ObjectNode response, String property, Map<String, SetError> errors) {
        if (errors.isEmpty()) {
            response.putNull(property);
            return;
        }
        ObjectNode all = response.putObject(property);
        errors.forEach((name, error) -> {
            ObjectNode one = all.putObject(name);
            one.put("type", error.type());
            if (error.description() != null) {
                one.put("description", error.description());
            }
            if (!error.properties().isEmpty()) {
                error.properties().forEach(one.putArray("properties")::add);
            }
        });
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SetError;
    }
}

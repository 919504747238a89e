package org.mailbay.jmap.push;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.jmap.Arguments;
import org.mailbay.jmap.Call;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.Responses;
import org.mailbay.jmap.spi.Method;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Store;
import org.mailbay.swap.Swappable.Lease;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import tools.jackson.core.JsonGenerator;

/** {@code PushSubscription/get} (RFC 8620 §7.2.1): no account, no state; where a message goes is never told. */
@Component
public final class SubscriptionGet implements Method {
    static final String CAPABILITY = "urn:ietf:params:jmap:core";

    /** What may be asked for. */
    private static final Set<String> PROPERTIES =
            Set.of("id", "deviceClientId", "verificationCode", "expires", "types");

    private final WebPush push;

    @Activate
    public SubscriptionGet(@Reference WebPush push) {
        this.push = push;
    }

    @Override
    public String name() {
        return "PushSubscription/get";
    }

    @Override
    public String capability() {
        return CAPABILITY;
    }

    @Override
    public void invoke(Call call, Responses responses) throws MethodError, IOException {
        Arguments arguments = new Arguments(call.arguments(), Set.of("ids", "properties"), Set.of());
        List<String> names = arguments.strings("ids");
        Set<String> properties = properties(arguments.strings("properties"));
        if (names != null && names.size() > call.limits().maxObjectsInGet()) {
            throw new MethodError(MethodError.REQUEST_TOO_LARGE, null);
        }
        Map<String, Subscription> found = new LinkedHashMap<>();
        try (Lease<Store> store = push.store()) {
            Account account =
                    store.service().account(call.principal().account()).orElseThrow();
            Objects objects = account.snapshot().objects(Stored.SUBSCRIPTION);
            for (int ordinal : objects.all().toArray()) {
                ObjectId id = objects.id(ordinal);
                byte[] bytes = account.bytes(id);
                if (bytes != null) {
                    Subscription subscription = Subscription.of(id, objects.row(ordinal), bytes);
                    if (subscription.isOf(call.credential())) { // RFC 8620 §7.2.1
                        found.put(id.toString(), subscription);
                    }
                }
            }
        }
        List<String> notFound = new ArrayList<>();
        JsonGenerator out = responses.begin(call.method());
        out.writeStartObject();
        out.writeArrayPropertyStart("list");
        for (String name : names == null ? List.copyOf(found.keySet()) : names) {
            Subscription subscription = found.get(name);
            if (subscription == null) {
                notFound.add(name);
            } else {
                write(subscription, properties, out);
            }
        }
        out.writeEndArray();
        out.writeArrayPropertyStart("notFound");
        notFound.forEach(out::writeString);
        out.writeEndArray();
        out.writeEndObject();
    }

    private static Set<String> properties(@Nullable List<String> names) throws MethodError {
        Set<String> properties = new LinkedHashSet<>(List.of("id"));
        if (names == null) {
            properties.addAll(List.of("deviceClientId", "verificationCode", "expires", "types"));
            return properties;
        }
        for (String name : names) {
            if (name.equals("url") || name.equals("keys")) {
                throw new MethodError(MethodError.FORBIDDEN, name + " is never told"); // RFC 8620 §7.2.1
            }
            if (!PROPERTIES.contains(name)) {
                throw MethodError.invalidArguments("properties: no property " + name);
            }
            properties.add(name);
        }
        return properties;
    }

    private static void write(Subscription subscription, Set<String> properties, JsonGenerator out) {
        out.writeStartObject();
        for (String property : properties) {
            out.writeName(property);
            switch (property) {
                case "id" -> out.writeString(subscription.id().toString());
                case "deviceClientId" -> out.writeString(subscription.deviceClientId());
                case "expires" -> out.writeString(UtcDate.of(subscription.expires()));
                case "verificationCode" -> {
                    if (subscription.verified()) {
                        out.writeString(subscription.code());
                    } else {
                        out.writeNull(); // only who gets the message knows it
                    }
                }
                default -> {
                    if (subscription.types() == null) {
                        out.writeNull();
                    } else {
                        out.writeStartArray();
                        subscription.types().forEach(out::writeString);
                        out.writeEndArray();
                    }
                }
            }
        }
        out.writeEndObject();
    }
}

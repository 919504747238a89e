package org.mailbay.jmap.push;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.jmap.Patch;
import org.mailbay.jmap.SetError;
import org.mailbay.store.ObjectId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a client says of a subscription (RFC 8620 §7.2). */
final class SubscriptionReader {
    private static final Set<String> SETTABLE =
            Set.of("deviceClientId", "url", "keys", "verificationCode", "expires", "types");

    private static final Set<String> CHANGEABLE = Set.of("verificationCode", "expires", "types");

    private static final int MAX_TYPES = 100;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final long now;

    private final long latest;

    private final Credential credential;

    /**
     * A reader.
     *
     * @param now milliseconds since 1970
     * @param most how long a subscription may last
     * @param credential what who makes one logged in with
     */
    SubscriptionReader(long now, Duration most, Credential credential) {
        this.credential = credential;
        this.now = now;
        this.latest = now + most.toMillis();
    }

    /** A new subscription; its id and state are for the transaction to say. */
    Subscription create(ObjectNode object) throws SetError {
        refuse(object.propertyNames(), SETTABLE, "unknown, or set by the server");
        String device = string(object, "deviceClientId");
        if (device.isEmpty() || device.length() > 255) {
            throw SetError.invalidProperties("1 to 255 characters", "deviceClientId");
        }
        String url = string(object, "url");
        try {
            Target.of(url);
        } catch (IllegalArgumentException e) {
            throw SetError.invalidProperties(String.valueOf(e.getMessage()), "url");
        }
        if (!object.path("verificationCode").isMissingNode()
                && !object.path("verificationCode").isNull()) {
            throw SetError.invalidProperties("not before it was pushed", "verificationCode"); // RFC 8620 §7.2
        }
        return new Subscription(
                Stored.SUBSCRIPTION.id(1),
                device,
                url,
                keys(object.path("keys")),
                types(object.path("types")),
                code(),
                credential,
                expires(object.path("expires")),
                false,
                0);
    }

    /** A subscription as an update leaves it. */
    Subscription update(Subscription old, Patch patch) throws SetError {
        refuse(patch.properties(), CHANGEABLE, "cannot be changed");
        Set<String> types = old.types();
        long expires = old.expires();
        boolean verified = old.verified();
        for (String name : patch.properties()) {
            JsonNode value = patch.apply(name, NullNode.instance);
            switch (name) {
                case "types" -> types = types(value);
                case "expires" -> expires = expires(value);
                default -> verified = verified(old, value);
            }
        }
        return new Subscription(
                old.id(),
                old.deviceClientId(),
                old.url(),
                old.keys(),
                types,
                old.code(),
                old.credential(),
                expires,
                verified,
                old.sent());
    }

    private static boolean verified(Subscription old, JsonNode code) throws SetError {
        byte[] given = code.asString("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, old.code().getBytes(StandardCharsets.UTF_8))) {
            throw SetError.invalidProperties("not the code that was pushed", "verificationCode"); // RFC 8620 §7.2.2
        }
        return true;
    }

    private static void refuse(Iterable<String> names, Set<String> known, String why) throws SetError {
        List<String> wrong = new ArrayList<>();
        names.forEach(name -> {
            if (!known.contains(name)) {
                wrong.add(name);
            }
        });
        if (!wrong.isEmpty()) {
            throw SetError.invalidProperties(why, wrong.toArray(String[]::new));
        }
    }

    private static String string(ObjectNode object, String name) throws SetError {
        if (!object.path(name).isString()) {
            throw SetError.invalidProperties("a string is needed", name);
        }
        return object.get(name).stringValue();
    }

    private static Subscription.@Nullable Keys keys(JsonNode keys) throws SetError {
        if (keys.isMissingNode() || keys.isNull()) {
            return null;
        }
        try {
            if (!keys.path("p256dh").isString() || !keys.path("auth").isString() || keys.size() != 2) {
                throw new IllegalArgumentException("p256dh and auth are needed");
            }
            return Subscription.Keys.of(
                    keys.get("p256dh").stringValue(), keys.get("auth").stringValue());
        } catch (IllegalArgumentException e) {
            throw SetError.invalidProperties(String.valueOf(e.getMessage()), "keys");
        }
    }

    private static @Nullable Set<String> types(JsonNode types) throws SetError {
        if (types.isMissingNode() || types.isNull()) {
            return null;
        }
        if (!(types instanceof ArrayNode list) || list.size() > MAX_TYPES) {
            throw SetError.invalidProperties("at most " + MAX_TYPES + " names", "types");
        }
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode name : list) {
            if (!name.isString() || !name.stringValue().matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
                throw SetError.invalidProperties("names of types are needed", "types");
            }
            names.add(name.stringValue());
        }
        return names;
    }

    // RFC 8620 §7.2: the server may choose an earlier time
    private long expires(JsonNode expires) throws SetError {
        if (expires.isMissingNode() || expires.isNull()) {
            return latest / 1000 * 1000;
        }
        try {
            long wanted = UtcDate.parse(expires.isString() ? expires.stringValue() : "");
            if (wanted <= now) {
                throw new IllegalArgumentException("in the past");
            }
            return Math.min(wanted, latest) / 1000 * 1000;
        } catch (IllegalArgumentException e) {
            throw SetError.invalidProperties(String.valueOf(e.getMessage()), "expires");
        }
    }

    private static String code() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Subscription.base64(bytes);
    }

    static Subscription with(Subscription made, ObjectId id, long sent) {
        return new Subscription(
                id,
                made.deviceClientId(),
                made.url(),
                made.keys(),
                made.types(),
                made.code(),
                made.credential(),
                made.expires(),
                made.verified(),
                sent);
    }
}

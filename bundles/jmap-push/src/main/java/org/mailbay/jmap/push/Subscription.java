package org.mailbay.jmap.push;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Credential;
import org.mailbay.jmap.push.Stored.OfSubscription;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A push subscription (RFC 8620 §7.2).
 *
 * @param keys null when the client wants messages in the clear
 * @param types what it wants to hear of; null for everything
 * @param code what the client must tell to show that it gets what is pushed
 * @param expires milliseconds since 1970
 * @param credential what its maker had logged in with; null of one from before that was noted
 * @param sent modseq of the user's account up to which everything was pushed
 */
record Subscription(
        ObjectId id,
        String deviceClientId,
        String url,
        @Nullable Keys keys,
        @Nullable Set<String> types,
        String code,
        @Nullable Credential credential,
        long expires,
        boolean verified,
        long sent) {

    /** The device's keys (RFC 8291 §2): a point of P-256 and 16 octets. */
    record Keys(byte[] p256dh, byte[] auth) {
        static final int AUTH = 16;

        /**
         * Reads keys in base64url, padded or not.
         *
         * @throws IllegalArgumentException when they are not such keys
         */
        static Keys of(String p256dh, String auth) {
            byte[] point = Base64.getUrlDecoder().decode(p256dh);
            byte[] secret = Base64.getUrlDecoder().decode(auth);
            try {
                Curve.decode(point);
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException("p256dh is no point of P-256", e);
            }
            if (secret.length != AUTH) {
                throw new IllegalArgumentException("auth is not 16 octets");
            }
            return new Keys(point, secret);
        }
    }

    boolean wants(String type) {
        return types == null || types.contains(type);
    }

    /** Whether it was made with this credential: another one's is not there (RFC 8620 §7.2). */
    boolean isOf(Credential asking) {
        return credential == null || credential.equals(asking);
    }

    Row row() {
        return Row.EMPTY
                .with(OfSubscription.EXPIRES, expires)
                .with(OfSubscription.VERIFIED, verified ? 1 : 0)
                .with(OfSubscription.SENT, sent);
    }

    byte[] bytes() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("deviceClientId", deviceClientId);
        json.put("url", url);
        if (keys != null) {
            json.put("p256dh", base64(keys.p256dh()));
            json.put("auth", base64(keys.auth()));
        }
        if (types != null) {
            ArrayNode list = json.putArray("types");
            types.forEach(list::add);
        }
        json.put("code", code);
        if (credential != null) {
            json.put("user", credential.address());
            json.put("credential", credential.version());
        }
        return JsonMapper.shared().writeValueAsBytes(json);
    }

    static Subscription of(ObjectId id, Row row, byte[] bytes) {
        JsonNode json = JsonMapper.shared().readTree(bytes);
        Set<String> types = null;
        if (json.has("types")) {
            types = new LinkedHashSet<>();
            for (JsonNode type : json.get("types")) {
                types.add(type.stringValue());
            }
        }
        return new Subscription(
                id,
                json.get("deviceClientId").stringValue(),
                json.get("url").stringValue(),
                json.has("p256dh")
                        ? Keys.of(
                                json.get("p256dh").stringValue(),
                                json.get("auth").stringValue())
                        : null,
                types,
                json.get("code").stringValue(),
                json.has("credential")
                        ? new Credential(
                                json.get("user").stringValue(),
                                json.get("credential").stringValue())
                        : null,
                row.get(OfSubscription.EXPIRES),
                row.get(OfSubscription.VERIFIED) == 1,
                row.get(OfSubscription.SENT));
    }

    /** All of a user. */
    static Map<ObjectId, Subscription> all(Account account) throws IOException {
        Map<ObjectId, Subscription> subscriptions = new HashMap<>();
        Objects objects = account.snapshot().objects(Stored.SUBSCRIPTION);
        for (int ordinal : objects.all().toArray()) {
            byte[] bytes = account.bytes(objects.id(ordinal));
            if (bytes != null) {
                ObjectId id = objects.id(ordinal);
                subscriptions.put(id, of(id, objects.row(ordinal), bytes));
            }
        }
        return subscriptions;
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

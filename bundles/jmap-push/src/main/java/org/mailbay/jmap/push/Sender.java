package org.mailbay.jmap.push;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mailbay.jmap.push.Courier.Answer;

/** Wraps a message for a subscription as its push service wants it, and brings it there. */
final class Sender {
    private final Courier courier;

    private final InstantSource clock;

    private final long ttlSeconds;

    private final String contact;

    /**
     * A sender.
     *
     * @param ttlSeconds how long a service keeps a message for a device that is off
     * @param contact a mailto or https URI for the services' operators; empty for none
     */
    Sender(Courier courier, InstantSource clock, long ttlSeconds, String contact) {
        this.courier = courier;
        this.clock = clock;
        this.ttlSeconds = ttlSeconds;
        this.contact = contact;
    }

    Answer send(Subscription subscription, Message message, Vapid vapid) throws IOException {
        try {
            Target target = Target.of(subscription.url());
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("TTL", Long.toString(ttlSeconds)); // RFC 8030 §5.2
            fields.put("Urgency", "normal"); // RFC 8030 §5.3
            if (!message.topic().isEmpty()) {
                fields.put("Topic", message.topic()); // RFC 8030 §5.4
            }
            fields.put("Authorization", vapid.authorization(target.uri(), clock.instant(), contact));
            fields.put("Content-Type", "application/json"); // RFC 8620 §7.2
            byte[] body = message.bytes();
            Subscription.Keys keys = subscription.keys();
            if (keys != null) {
                body = Encryption.encrypt(body, keys);
                fields.put("Content-Encoding", "aes128gcm"); // RFC 8291 §4
            }
            return courier.post(target, fields, body);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("a subscription that cannot be pushed to", e);
        }
    }
}

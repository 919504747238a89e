package org.mailbay.directory.local;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mailbay.directory.Secret;

/**
 * Remembers for a while that a password was right, since hashing it anew for every HTTP request would take all processors.
 *
 * <p>Kept is a keyed hash, per principal and together with the modseq of its record: a changed password is unknown at once, and no
 * entry is ever of use for another principal. Wrong passwords are not remembered.
 */
final class KnownPasswords {
    private static final int MOST = 10_000;

    private final byte[] key = new byte[32];
    private final long nanos;
    private final Map<String, Known> known;

    private record Known(byte[] mac, long until) {}

    KnownPasswords(Duration time) {
        new SecureRandom().nextBytes(key);
        nanos = time.toNanos();
        known = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                return size() > MOST;
            }
        };
    }

    synchronized boolean knows(String address, long modSeq, Secret password) {
        Known entry = known.get(address);
        if (entry == null || entry.until - System.nanoTime() < 0) {
            known.remove(address);
            return false;
        }
        return MessageDigest.isEqual(entry.mac, mac(address, modSeq, password));
    }

    synchronized void remember(String address, long modSeq, Secret password) {
        known.put(address, new Known(mac(address, modSeq, password), System.nanoTime() + nanos));
    }

    private byte[] mac(String address, long modSeq, Secret password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (String text : new String[] {address, Long.toString(modSeq), password.reveal()}) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                mac.update((byte) (bytes.length >> 8));
                mac.update((byte) bytes.length);
                mac.update(bytes);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}

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
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Secret;

/**
 * Remembers for a while that a password was right, since hashing it anew for every HTTP request would take all processors.
 *
 * <p>Kept is a keyed hash, per principal and together with the modseq of its record: a changed password is unknown at once, and no
 * entry is ever of use for another principal. Wrong passwords are not remembered.
 */
final class KnownPasswords {
    private static final int MOST = 10_000;

    /** Copied for each use: looking for the algorithm costs more than using it. */
    private final Mac keyed;

    private final long nanos;
    private final Map<String, Known> known;

    private record Known(byte[] mac, long until) {}

    KnownPasswords(Duration time) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            keyed = Mac.getInstance("HmacSHA256");
            keyed.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
        nanos = time.toNanos();
        known = new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
                return size() > MOST;
            }
        };
    }

    boolean knows(String address, long modSeq, Secret password) {
        Known entry = known(address);
        return entry != null && MessageDigest.isEqual(entry.mac, mac(address, modSeq, password));
    }

    private synchronized @Nullable Known known(String address) {
        Known entry = known.get(address);
        if (entry == null || entry.until - System.nanoTime() < 0) {
            known.remove(address);
            return null;
        }
        return entry;
    }

    void remember(String address, long modSeq, Secret password) {
        Known entry = new Known(mac(address, modSeq, password), System.nanoTime() + nanos);
        synchronized (this) {
            known.put(address, entry);
        }
    }

    private byte[] mac(String address, long modSeq, Secret password) {
        try {
            Mac mac = (Mac) keyed.clone();
            for (String text : new String[] {address, Long.toString(modSeq), password.reveal()}) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                mac.update((byte) (bytes.length >> 8));
                mac.update((byte) bytes.length);
                mac.update(bytes);
            }
            return mac.doFinal();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // the JDK's can be copied
        }
    }
}

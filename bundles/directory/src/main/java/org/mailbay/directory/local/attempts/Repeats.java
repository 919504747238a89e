package org.mailbay.directory.local.attempts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Knows wrong passwords again, as eight bytes of a keyed hash: a phone that was not told the new password says the same all day. It is
 * never asked whether a password is wrong. Guarded by its owner.
 */
final class Repeats {
    private static final int MOST = 20_000;

    private final Mac keyed;
    private final Map<Long, Boolean> seen = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MOST;
        }
    };

    Repeats() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            keyed = Mac.getInstance("HmacSHA256");
            keyed.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    /** Whether the account was tried with it before; from now on it was. */
    boolean isAgain(String account, String password) {
        byte[] name = account.getBytes(StandardCharsets.UTF_8);
        keyed.update((byte) (name.length >> 8));
        keyed.update((byte) name.length);
        keyed.update(name);
        byte[] mac = keyed.doFinal(password.getBytes(StandardCharsets.UTF_8));
        return seen.put(ByteBuffer.wrap(mac).getLong(), true) != null;
    }
}

package org.mailbay.tck.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.mailbay.store.spi.MasterKey;

/** A master key that protects nothing: whoever makes one of the same numbers has the same keys. For tests. */
public final class PaperKey implements MasterKey {
    private static final int NONCE = 12;
    private static final int HEAD = 1 + NONCE;

    private final Map<Byte, SecretKeySpec> keys = new HashMap<>();
    private final SecureRandom random = new SecureRandom();
    private byte present;

    /** Those that it has; the last one wraps. */
    public PaperKey(int... numbers) {
        for (int number : numbers) {
            present = (byte) number;
            byte[] key = new byte[32];
            Arrays.fill(key, present);
            keys.put(present, new SecretKeySpec(key, "AES"));
        }
    }

    @Override
    public String id() {
        return "paper-" + present;
    }

    @Override
    public byte[] wrap(byte[] key, String purpose) throws IOException {
        byte[] head = new byte[HEAD];
        random.nextBytes(head);
        head[0] = present;
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, head, purpose, key);
        byte[] wrapped = Arrays.copyOf(head, HEAD + sealed.length);
        System.arraycopy(sealed, 0, wrapped, HEAD, sealed.length);
        return wrapped;
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String purpose) throws IOException {
        if (wrapped.length < HEAD || !keys.containsKey(wrapped[0])) {
            throw new IOException("there is no such master key");
        }
        return crypt(Cipher.DECRYPT_MODE, wrapped, purpose, Arrays.copyOfRange(wrapped, HEAD, wrapped.length));
    }

    @Override
    public boolean isCurrent(byte[] wrapped) {
        return wrapped[0] == present;
    }

    private byte[] crypt(int mode, byte[] head, String purpose, byte[] bytes) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, keys.get(head[0]), new GCMParameterSpec(128, head, 1, NONCE));
            cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException changed) {
            throw new IOException("does not fit the master key", changed);
        }
    }
}

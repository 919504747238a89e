package org.mailbay.store.derby;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.mailbay.store.spi.MasterKey;

/** A master key for tests, which can be rotated. */
final class WrappingKey implements MasterKey {
    private final Map<Byte, SecretKeySpec> keys = new HashMap<>();
    private byte current;
    private byte nonce;

    WrappingKey() {
        rotate();
    }

    void rotate() {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, ++current);
        keys.put(current, new SecretKeySpec(bytes, "AES"));
    }

    void forgetOld() {
        keys.keySet().removeIf(number -> number != current);
    }

    @Override
    public String id() {
        return "test-" + current;
    }

    @Override
    public byte[] wrap(byte[] key, String purpose) throws IOException {
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, current, ++nonce, purpose, key);
        byte[] wrapped = new byte[sealed.length + 2];
        wrapped[0] = current;
        wrapped[1] = nonce;
        System.arraycopy(sealed, 0, wrapped, 2, sealed.length);
        return wrapped;
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String purpose) throws IOException {
        if (wrapped.length < 2 || !keys.containsKey(wrapped[0])) {
            throw new IOException("no such master key");
        }
        byte[] sealed = Arrays.copyOfRange(wrapped, 2, wrapped.length);
        return crypt(Cipher.DECRYPT_MODE, wrapped[0], wrapped[1], purpose, sealed);
    }

    @Override
    public boolean isCurrent(byte[] wrapped) {
        return wrapped[0] == current;
    }

    private byte[] crypt(int mode, byte number, byte nonce, String purpose, byte[] bytes) throws IOException {
        try {
            byte[] vector = new byte[12];
            vector[0] = nonce;
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, keys.get(number), new GCMParameterSpec(128, vector));
            cipher.updateAAD(purpose.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException wrong) {
            throw new IOException("does not fit the master key", wrong);
        }
    }
}

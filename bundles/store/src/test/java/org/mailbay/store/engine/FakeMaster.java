package org.mailbay.store.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.mailbay.store.spi.MasterKey;

/** A master key of numbered generations; it wraps with the newest and opens those that it has. */
public final class FakeMaster implements MasterKey {
    private final Set<Integer> known = new TreeSet<>();
    private volatile int current;

    public FakeMaster(int... generations) {
        Arrays.stream(generations).forEach(this::rotate);
    }

    /** Wraps with this generation from now on. */
    public void rotate(int generation) {
        known.add(generation);
        current = generation;
    }

    /** Loses a generation. */
    public void forget(int generation) {
        known.remove(generation);
    }

    @Override
    public String id() {
        return "fake-" + current;
    }

    @Override
    public byte[] wrap(byte[] key, String purpose) throws IOException {
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, current, purpose, key);
        byte[] wrapped = new byte[sealed.length + 1];
        wrapped[0] = (byte) current;
        System.arraycopy(sealed, 0, wrapped, 1, sealed.length);
        return wrapped;
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String purpose) throws IOException {
        if (!known.contains((int) wrapped[0])) {
            throw new IOException("master key fake-" + wrapped[0] + " is not here");
        }
        return cipher(Cipher.DECRYPT_MODE, wrapped[0], purpose, Arrays.copyOfRange(wrapped, 1, wrapped.length));
    }

    @Override
    public boolean isCurrent(byte[] wrapped) {
        return wrapped[0] == current;
    }

    /** One fixed nonce: good enough for a fake only. */
    private static byte[] cipher(int mode, int generation, String purpose, byte[] bytes) throws IOException {
        byte[] key = new byte[32];
        key[0] = (byte) generation;
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, new byte[12]));
            cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IOException("does not open", e);
        }
    }
}

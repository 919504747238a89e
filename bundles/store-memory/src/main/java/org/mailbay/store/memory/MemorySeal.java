package org.mailbay.store.memory;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.mailbay.store.BlobRef;

/** Encrypts a blob as a whole, AES-256-GCM; its name is authenticated. */
final class MemorySeal {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private MemorySeal() {}

    /** Nonce and ciphertext. */
    static byte[] close(byte[] key, BlobRef ref, byte[] content) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, ref);
            byte[] sealed = new byte[NONCE + cipher.getOutputSize(content.length)];
            System.arraycopy(nonce, 0, sealed, 0, NONCE);
            cipher.doFinal(content, 0, content.length, sealed, NONCE);
            return sealed;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    static byte[] open(int keyId, byte[] key, BlobRef ref, byte[] sealed) throws IOException {
        try {
            return cipher(Cipher.DECRYPT_MODE, key, sealed, ref).doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (AEADBadTagException e) {
            throw new IOException("key " + keyId + " is not the one that the blob was sealed with", e);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, BlobRef ref) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE));
        cipher.updateAAD(ref.name());
        return cipher;
    }
}

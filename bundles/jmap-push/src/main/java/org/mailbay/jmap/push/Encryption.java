package org.mailbay.jmap.push;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts a message for one device (RFC 8291), as one record of content coding {@code aes128gcm} (RFC 8188). */
final class Encryption {
    /** Octets of a message that every push service takes (RFC 8291 §4). */
    static final int MAX_PLAIN = 3993;

    private static final int RECORD = 4096;

    private static final int SALT = 16;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Encryption() {}

    /** Encrypts with keys of this message's own. */
    static byte[] encrypt(byte[] plain, Subscription.Keys keys) throws GeneralSecurityException {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return encrypt(plain, keys, Curve.generate(), salt);
    }

    static byte[] encrypt(byte[] plain, Subscription.Keys keys, KeyPair own, byte[] salt)
            throws GeneralSecurityException {
        if (plain.length > MAX_PLAIN) {
            throw new IllegalArgumentException("message of " + plain.length + " octets");
        }
        byte[] theirs = keys.p256dh();
        byte[] mine = Curve.encode((ECPublicKey) own.getPublic());
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own.getPrivate());
        agreement.doPhase(Curve.decode(theirs), true);
        // RFC 8291 §3.4
        byte[] info = ByteBuffer.allocate(14 + 2 * Curve.POINT)
                .put(ascii("WebPush: info\0"))
                .put(theirs)
                .put(mine)
                .array();
        byte[] input = derive(keys.auth(), agreement.generateSecret(), info, 32);
        byte[] key = derive(salt, input, ascii("Content-Encoding: aes128gcm\0"), 16);
        byte[] nonce = derive(salt, input, ascii("Content-Encoding: nonce\0"), 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        byte[] record = Arrays.copyOf(plain, plain.length + 1);
        record[plain.length] = 2; // RFC 8188 §2: the last record, no padding
        return ByteBuffer.allocate(SALT + 4 + 1 + Curve.POINT + plain.length + 17)
                .put(salt)
                .putInt(RECORD)
                .put((byte) Curve.POINT)
                .put(mine)
                .put(cipher.doFinal(record))
                .array();
    }

    private static byte[] derive(byte[] salt, byte[] secret, byte[] info, int length) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract()
                        .addSalt(salt)
                        .addIKM(secret)
                        .thenExpand(info, length));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

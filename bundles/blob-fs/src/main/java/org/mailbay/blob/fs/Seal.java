package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.KeyRing;

/**
 * Encrypts one stored blob: AES-256-GCM, each chunk by itself, under a key that no other stored blob has.
 *
 * <p>That key is HMAC-SHA-256(tenant's key, purpose ‖ 16 random bytes); those stand in the header, and the first 8 of them and the
 * chunk's number are the nonce. So chunks of two blobs cannot be exchanged, and however many blobs a key seals no nonce comes twice.
 * The header is sealed like a chunk of number -1: its ciphertext is half of the content's SHA-256, and what it authenticates is the
 * name, the lengths, the codec and the key's number; so no chunk can be missing at the end, and no blob stand under another's name.
 */
final class Seal {
    /** Bytes that a sealed chunk is longer. */
    static final int TAG = 16;

    /** Random bytes in the header. */
    static final int SALT = 16;

    private static final int HEADER_NUMBER = -1;
    private static final int NONCE = 12;
    private static final int PREFIX = 8;
    private static final byte[] PURPOSE = "mailbay blob 1".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Ciphers ciphers;
    private final int keyId;
    private final byte[] salt;
    private final SecretKeySpec key;

    private Seal(Ciphers ciphers, int keyId, byte[] tenantKey, byte[] salt) {
        this.ciphers = ciphers;
        this.keyId = keyId;
        this.salt = salt;
        Mac mac = ciphers.takeMac();
        try {
            mac.init(new SecretKeySpec(tenantKey, "HmacSHA256"));
            mac.update(PURPOSE);
            key = new SecretKeySpec(mac.doFinal(salt), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            ciphers.giveBack(mac);
        }
    }

    /** For a blob that is about to be stored. */
    static Seal fresh(Ciphers ciphers, BlobKey.Sealing sealing) {
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return new Seal(ciphers, sealing.id(), sealing.key(), salt);
    }

    /** For a stored blob. */
    static Seal of(Ciphers ciphers, KeyRing keys, RecordHeader header) throws IOException {
        int id = Math.toIntExact(header.keyId());
        try {
            return new Seal(ciphers, id, keys.key(id), header.sealSalt());
        } catch (IOException e) {
            throw new IOException("blob is sealed with key " + id + ": " + e.getMessage(), e);
        }
    }

    int keyId() {
        return keyId;
    }

    byte[] salt() {
        return salt.clone();
    }

    /**
     * Encrypts a chunk where it stands; there must be room for {@link #TAG} bytes behind it.
     *
     * @return its length now
     */
    int close(byte[] bytes, int at, int length, int number, boolean compressed) {
        Cipher cipher = ciphers.takeCipher();
        try {
            begin(cipher, Cipher.ENCRYPT_MODE, number);
            cipher.updateAAD(associated(number, compressed));
            return cipher.doFinal(bytes, at, length, bytes, at);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            ciphers.giveBack(cipher);
        }
    }

    /** Begins a chunk that comes in pieces and is not compressed; end it with {@code doFinal} and give the cipher back. */
    Cipher begin(int number) {
        Cipher cipher = ciphers.takeCipher();
        try {
            begin(cipher, Cipher.ENCRYPT_MODE, number);
            cipher.updateAAD(associated(number, false));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void end(Cipher cipher) {
        ciphers.giveBack(cipher);
    }

    /** Decrypts a chunk of {@code length} bytes, tag included, to the start of {@code to}. */
    void open(byte[] from, int at, int length, byte[] to, int number, boolean compressed) throws IOException {
        decrypt("chunk " + number, from, at, length, to, number, associated(number, compressed));
    }

    /** Encrypts the hash of an encoded header. */
    void closeHeader(byte[] header) {
        Cipher cipher = ciphers.takeCipher();
        try {
            begin(cipher, Cipher.ENCRYPT_MODE, HEADER_NUMBER);
            cipher.updateAAD(RecordHeader.associated(header, 0));
            cipher.doFinal(header, RecordHeader.HASH_AT, TAG, header, RecordHeader.HASH_AT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            ciphers.giveBack(cipher);
        }
    }

    /** Decrypts the first 16 bytes of the content's SHA-256 and thereby proves the header. */
    byte[] openHeader(byte[] bytes, int at) throws IOException {
        byte[] hash = new byte[TAG];
        int length = 2 * TAG;
        byte[] associated = RecordHeader.associated(bytes, at);
        decrypt("its header", bytes, at + RecordHeader.HASH_AT, length, hash, HEADER_NUMBER, associated);
        return hash;
    }

    private void decrypt(String what, byte[] from, int at, int length, byte[] to, int number, byte[] associated)
            throws IOException {
        Cipher cipher = ciphers.takeCipher();
        try {
            begin(cipher, Cipher.DECRYPT_MODE, number);
            cipher.updateAAD(associated);
            cipher.doFinal(from, at, length, to, 0);
        } catch (AEADBadTagException e) {
            throw new IOException(
                    "key " + keyId + " does not open " + what + " of a blob: it is another key than the blob was sealed"
                            + " with, or the blob was tampered with",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IOException("a blob cannot be decrypted", e);
        } finally {
            ciphers.giveBack(cipher);
        }
    }

    private void begin(Cipher cipher, int mode, int number) throws GeneralSecurityException {
        byte[] nonce = Arrays.copyOf(salt, NONCE);
        ByteBuffer.wrap(nonce).putInt(PREFIX, number);
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
    }

    private static byte[] associated(int number, boolean compressed) {
        return ByteBuffer.allocate(5)
                .putInt(number)
                .put((byte) (compressed ? 1 : 0))
                .array();
    }
}

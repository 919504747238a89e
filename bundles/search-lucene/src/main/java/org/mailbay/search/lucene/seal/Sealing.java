package org.mailbay.search.lucene.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.lucene.index.CorruptIndexException;

/** An index's key, and how files and blocks are sealed with it. Any thread. */
final class Sealing {
    /** Bytes in a block; the last one of a file has fewer, none if the file is empty. */
    static final int BLOCK = 4096;

    /** Bytes behind each block that tell whether it was changed. */
    static final int TAG = 16;

    private static final byte[] MAGIC = {'m', 'b', 's', 'e', 'a', 'l', 'e', 1};
    private static final int SALT = 32;

    /** Bytes before the first block. */
    static final int HEAD = 8 + SALT;

    private static final int NONCE = 12;
    private static final int IDLE = 16;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();
    private final BlockingQueue<Cipher> ciphers = new ArrayBlockingQueue<>(IDLE);

    /** @param key 32 bytes */
    Sealing(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** How a new file begins. */
    byte[] head() {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        return ByteBuffer.allocate(HEAD).put(MAGIC).put(salt).array();
    }

    /** The key of the file that begins so. */
    SecretKey fileKey(byte[] head, String file) throws IOException {
        if (!Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CorruptIndexException("is not sealed", file);
        }
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return new SecretKeySpec(mac.doFinal(head), "AES");
        } catch (GeneralSecurityException missing) {
            throw new IOException("HMAC is not to be had", missing);
        }
    }

    /** How much is in a file of {@code sealed} bytes; about that in one that is being written. */
    static long length(long sealed) {
        return Math.max(0, sealed - HEAD - blocks(sealed) * TAG);
    }

    /** Refuses a length that no file has that was written to its end. */
    static void check(long sealed, String file) throws CorruptIndexException {
        long body = sealed - HEAD;
        long last = body - (blocks(sealed) - 1) * (BLOCK + TAG);
        if (last < TAG || last == TAG && body > TAG) {
            throw new CorruptIndexException("is cut short: " + sealed + " bytes", file);
        }
    }

    /** How many blocks a file of {@code sealed} bytes has. */
    static long blocks(long sealed) {
        return Math.max(1, Math.ceilDiv(sealed - HEAD, (long) BLOCK + TAG));
    }

    /** Seals {@code length} bytes; gives how many they are then. Never twice the same number with one file's key. */
    int seal(SecretKey file, long number, boolean last, byte[] plain, int length, byte[] sealed) throws IOException {
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, file, number, last);
            int made = cipher.doFinal(plain, 0, length, sealed);
            ciphers.offer(cipher);
            return made;
        } catch (GeneralSecurityException impossible) {
            throw new IOException("a block cannot be sealed", impossible);
        }
    }

    /** Opens a block. */
    byte[] open(SecretKey file, long number, boolean last, byte[] sealed, int length, String name) throws IOException {
        byte[] plain = new byte[length - TAG];
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, file, number, last);
            cipher.doFinal(sealed, 0, length, plain);
            ciphers.offer(cipher);
            return plain;
        } catch (GeneralSecurityException changed) {
            throw new CorruptIndexException("block " + number + " was changed, or is another key's", name, changed);
        }
    }

    private Cipher cipher(int mode, SecretKey file, long number, boolean last) throws GeneralSecurityException {
        Cipher idle = ciphers.poll();
        Cipher cipher = idle == null ? Cipher.getInstance("AES/GCM/NoPadding") : idle;
        byte[] nonce =
                ByteBuffer.allocate(NONCE).putInt(last ? 1 : 0).putLong(number).array();
        cipher.init(mode, file, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
        return cipher;
    }
}

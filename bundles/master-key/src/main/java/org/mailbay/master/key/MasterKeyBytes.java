package org.mailbay.master.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * One master key.
 *
 * @param id the first eight bytes of a hash of the key, in hexadecimal: a name, no secret
 */
record MasterKeyBytes(String id, SecretKey key) {
    static final int ID_BYTES = 8;
    private static final int KEY_BYTES = 32;

    /**
     * Reads 32 bytes in base64 or hexadecimal.
     *
     * @throws IOException when it is something else; says nothing of it
     */
    static MasterKeyBytes of(String text) throws IOException {
        byte[] bytes = decode(text);
        if (bytes.length != KEY_BYTES) {
            throw new IOException(
                    "a key must be " + KEY_BYTES + " bytes in base64 or hexadecimal, this one has " + bytes.length);
        }
        boolean isConstant = true;
        for (byte b : bytes) {
            isConstant &= b == bytes[0];
        }
        if (isConstant) {
            throw new IOException("a key of one byte repeated is none: make one with openssl rand -base64 32");
        }
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update("mailbay master key".getBytes(StandardCharsets.US_ASCII));
            String id = HexFormat.of().formatHex(hash.digest(bytes), 0, ID_BYTES);
            return new MasterKeyBytes(id, new SecretKeySpec(bytes, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] decode(String text) throws IOException {
        try {
            return text.length() == 2 * KEY_BYTES
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw new IOException("a key is neither base64 nor hexadecimal"); // the cause would quote it
        }
    }

    /** The name only. */
    @Override
    public String toString() {
        return id;
    }
}

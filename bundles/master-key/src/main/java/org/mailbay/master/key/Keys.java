package org.mailbay.master.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The master keys there are: the present one, then former ones.
 *
 * <p>What is wrapped is: version (1 byte), id of the key (8), nonce (12), ciphertext, tag (16).
 */
record Keys(List<MasterKeyBytes> keys) {
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEAD_BYTES = 1 + MasterKeyBytes.ID_BYTES + NONCE_BYTES;
    private static final SecureRandom RANDOM = new SecureRandom();

    Keys {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no key");
        }
    }

    /**
     * Reads keys parted by blanks, commas or line ends; {@code #} begins a comment. The first is the present one.
     *
     * @throws IOException when one is no key; says which, not what
     */
    static Keys parse(String text) throws IOException {
        List<MasterKeyBytes> keys = new ArrayList<>();
        for (String line : text.lines().toList()) {
            for (String word : line.replaceFirst("#.*", "").split("[\\s,]+")) {
                if (word.isEmpty()) {
                    continue;
                }
                try {
                    keys.add(MasterKeyBytes.of(word));
                } catch (IOException e) {
                    throw new IOException("key " + (keys.size() + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        if (keys.isEmpty()) {
            throw new IOException("there is no key in it");
        }
        return new Keys(keys);
    }

    MasterKeyBytes present() {
        return keys.getFirst();
    }

    List<String> ids() {
        return keys.stream().map(MasterKeyBytes::id).toList();
    }

    byte[] wrap(byte[] secret, String purpose) throws IOException {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] head = ByteBuffer.allocate(HEAD_BYTES)
                .put(VERSION)
                .put(HexFormat.of().parseHex(present().id()))
                .put(nonce)
                .array();
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, present(), head, purpose).doFinal(secret);
            return ByteBuffer.allocate(head.length + sealed.length)
                    .put(head)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IOException("a key cannot be wrapped: " + e.getMessage(), e);
        }
    }

    boolean has(byte[] wrapped) throws IOException {
        String id = id(wrapped);
        return keys.stream().anyMatch(key -> key.id().equals(id));
    }

    byte[] unwrap(byte[] wrapped, String purpose) throws IOException {
        String id = id(wrapped);
        MasterKeyBytes key = keys.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new IOException("the master key " + id + " is not here; here are " + String.join(", ", ids())));
        try {
            return cipher(Cipher.DECRYPT_MODE, key, wrapped, purpose)
                    .doFinal(wrapped, HEAD_BYTES, wrapped.length - HEAD_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IOException("a wrapped key was changed, or was wrapped for another purpose than " + purpose, e);
        }
    }

    boolean isPresent(byte[] wrapped) {
        try {
            return present().id().equals(id(wrapped));
        } catch (IOException e) {
            return false;
        }
    }

    private static String id(byte[] wrapped) throws IOException {
        if (wrapped.length <= HEAD_BYTES + TAG_BYTES) {
            throw new IOException("a wrapped key is cut short: " + wrapped.length + " bytes");
        }
        if (wrapped[0] != VERSION) {
            throw new IOException("a wrapped key of the unknown version " + wrapped[0]);
        }
        return HexFormat.of().formatHex(wrapped, 1, 1 + MasterKeyBytes.ID_BYTES);
    }

    /** @param head begins with version, id and nonce */
    private static Cipher cipher(int mode, MasterKeyBytes key, byte[] head, String purpose)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode, key.key(), new GCMParameterSpec(8 * TAG_BYTES, head, 1 + MasterKeyBytes.ID_BYTES, NONCE_BYTES));
        cipher.updateAAD(head, 0, 1 + MasterKeyBytes.ID_BYTES);
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}

package org.mailbay.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Optional;

/** Kinds of keys; each domain has one of each, so that old verifiers have RSA and new ones something better. */
enum KeyKind {
    RSA("rsa", "RSA", 'r'),
    /** RFC 8463. */
    ED25519("ed25519", "Ed25519", 'e');

    private static final int BITS = 2048; // RFC 8301 §3.2; longer ones do not fit into one DNS datagram

    private final String word;
    private final String algorithm;
    private final char letter;

    KeyKind(String word, String algorithm, char letter) {
        this.word = word;
        this.algorithm = algorithm;
        this.letter = letter;
    }

    static Optional<KeyKind> of(String word) {
        for (KeyKind kind : values()) {
            if (kind.word.equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** As it is stored and configured. */
    String word() {
        return word;
    }

    /** As Java calls it. */
    String algorithm() {
        return algorithm;
    }

    /** The last letter of selectors. */
    char letter() {
        return letter;
    }

    KeyPair make() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (this == RSA) {
            generator.initialize(BITS);
        }
        return generator.generateKeyPair();
    }
}

package org.mailbay.blob.fs;

import java.security.GeneralSecurityException;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/** Lends ciphers and message authenticators, which are costly to look up; a few are kept. Any thread. */
final class Ciphers {
    private static final int KEPT = 8;

    private final ConcurrentLinkedDeque<Cipher> ciphers = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<Mac> macs = new ConcurrentLinkedDeque<>();

    Cipher takeCipher() {
        Cipher kept = ciphers.poll();
        return kept == null ? cipher() : kept;
    }

    void giveBack(Cipher cipher) {
        if (ciphers.size() < KEPT) {
            ciphers.push(cipher);
        }
    }

    /** HMAC-SHA-256, to be initialised. */
    Mac takeMac() {
        Mac kept = macs.poll();
        return kept == null ? mac() : kept;
    }

    void giveBack(Mac mac) {
        if (macs.size() < KEPT) {
            macs.push(mac);
        }
    }

    private static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }

    private static Mac mac() {
        try {
            return Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }
}

package org.mailbay.mailauth.dkim;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;

/**
 * A key to sign with.
 *
 * @param domain lower-case A-labels
 * @param selector under which its public half is published
 * @param key RSA of 2048 bits or more, or Ed25519
 */
public record SigningKey(String domain, String selector, PrivateKey key) {
    public SigningKey {
        if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() < 2048) {
            throw new IllegalArgumentException("the key is too short"); // RFC 8301 §3.2
        }
    }

    /** As signatures name it. */
    public String algorithm() {
        return key instanceof RSAPrivateKey ? "rsa-sha256" : "ed25519-sha256";
    }

    byte[] sign(byte[] data) throws GeneralSecurityException {
        boolean isRsa = key instanceof RSAPrivateKey;
        Signature signer = Signature.getInstance(isRsa ? "SHA256withRSA" : "Ed25519");
        signer.initSign(key);
        signer.update(isRsa ? data : BodyHash.sha256().digest(data)); // RFC 8463 §3
        return signer.sign();
    }
}

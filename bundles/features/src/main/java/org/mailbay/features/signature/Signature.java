package org.mailbay.features.signature;

/** Who vouches for a jar. */
public sealed interface Signature {
    /** Nobody. */
    record None() implements Signature {}

    /**
     * Somebody whom the operator trusts.
     *
     * @param signer the certificate's subject
     * @param fingerprint of the signer's certificate: SHA-256, in hexadecimal
     */
    record Trusted(String signer, String fingerprint) implements Signature {}

    /** Somebody else. */
    record Stranger(String signer, String fingerprint, String why) implements Signature {}

    /** It is signed, and something is wrong with that: it was changed, or not all of it is signed. */
    record Broken(String why) implements Signature {}
}

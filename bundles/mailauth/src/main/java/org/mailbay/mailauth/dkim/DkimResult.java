package org.mailbay.mailauth.dkim;

/**
 * What came of one signature.
 *
 * @param domain who signed (tag {@code d}), lower-case A-labels; empty when that cannot be read
 * @param selector of the key (tag {@code s}); may be empty
 * @param identity for whom (tag {@code i}); may be empty
 * @param algorithm such as {@code rsa-sha256}; may be empty
 * @param keyBits length of the key; 0 when there is none
 * @param isTesting whether the domain says that it only tests (flag {@code y} of the key)
 * @param start of the signature, 8 characters that tell it from others (RFC 6008); may be empty
 * @param reason for people; empty when it passed
 */
public record DkimResult(
        DkimVerdict verdict,
        String domain,
        String selector,
        String identity,
        String algorithm,
        int keyBits,
        boolean isTesting,
        String start,
        String reason) {}

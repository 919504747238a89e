package org.mailbay.tls.files;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A certificate chain and the key of its first certificate, proven to belong together.
 *
 * @param name of the files, for people
 * @param names that the certificate is for, in lower case, perhaps with a wildcard
 */
record Pair(String name, List<X509Certificate> chain, PrivateKey key, Set<String> names) {
    private static final int DNS_NAME = 2;

    /** What is wrong with the files, as a sentence for the operator. */
    static final class Unusable extends Exception {
        Unusable(String text) {
            super(text);
        }

        Unusable(String text, Throwable cause) {
            super(text + ": " + cause.getMessage(), cause);
        }
    }

    /** @param chainText PEM: the server's certificate first; @param keyText PEM: PKCS #8, or OpenSSL's older forms */
    static Pair of(String name, String chainText, String keyText) throws Unusable {
        try {
            List<X509Certificate> chain = chain(chainText);
            PublicKey owner = chain.getFirst().getPublicKey();
            PrivateKey key = key(keyText, owner);
            prove(key, owner);
            return new Pair(name, chain, key, names(chain.getFirst()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Unusable("cannot be read", e);
        }
    }

    static Pair of(String name, SelfSigned made) throws Unusable {
        try {
            return new Pair(name, List.of(made.certificate()), made.key(), names(made.certificate()));
        } catch (CertificateParsingException e) {
            throw new Unusable("cannot be read", e);
        }
    }

    /** The kind of key, in TLS's words: {@code EC}, {@code RSA}, {@code EdDSA}. */
    String keyType() {
        return key.getAlgorithm();
    }

    Instant notAfter() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private static List<X509Certificate> chain(String text) throws GeneralSecurityException, Unusable {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (Pem block : Pem.parse(text)) {
            if (block.label().equals("CERTIFICATE")) {
                chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
            }
        }
        if (chain.isEmpty()) {
            throw new Unusable("no certificate in the chain's file");
        }
        return List.copyOf(chain);
    }

    private static PrivateKey key(String text, PublicKey owner) throws GeneralSecurityException, Unusable {
        for (Pem block : Pem.parse(text)) {
            byte[] encoded = switch (block.label()) {
                case "PRIVATE KEY" -> block.content();
                // RFC 5958 §2 around RFC 8017 §A.1.2 or RFC 5915 §3: the algorithm is the certificate's.
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" ->
                    Der.of(
                            Der.SEQUENCE,
                            Der.integer(BigInteger.ZERO),
                            Der.first(owner.getEncoded()),
                            Der.of(Der.OCTET_STRING, block.content()));
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new Unusable("the key is encrypted, and there is nobody to ask for the password");
                default -> new byte[0];
            };
            if (encoded.length > 0) {
                return KeyFactory.getInstance(owner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            }
        }
        throw new Unusable("no private key in the key's file");
    }

    private static void prove(PrivateKey key, PublicKey owner) throws GeneralSecurityException, Unusable {
        String algorithm = switch (owner.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> throw new Unusable("keys of type " + owner.getAlgorithm() + " are not supported");
        };
        byte[] probe = owner.getEncoded();
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(owner);
        signature.update(probe);
        if (!signature.verify(signed)) {
            throw new Unusable("the key is not the certificate's");
        }
    }

    // RFC 9525 §2: only the alternative names count.
    private static Set<String> names(X509Certificate certificate) throws CertificateParsingException {
        Set<String> names = new LinkedHashSet<>();
        if (certificate.getSubjectAlternativeNames() != null) {
            for (List<?> name : certificate.getSubjectAlternativeNames()) {
                if (name.get(0) instanceof Integer type && type == DNS_NAME) {
                    names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        }
        return Set.copyOf(names);
    }
}

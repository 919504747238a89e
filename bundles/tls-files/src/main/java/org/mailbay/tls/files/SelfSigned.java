package org.mailbay.tls.files;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A certificate that vouches for itself, for one host name, {@code localhost} and the loopback addresses (RFC 5280 §4.1).
 *
 * @param key on curve P-256
 */
record SelfSigned(X509Certificate certificate, PrivateKey key) {
    private static final Duration VALIDITY = Duration.ofDays(3650);
    /** Clocks of clients are not exact. */
    private static final Duration LEEWAY = Duration.ofHours(1);

    static SelfSigned make(String hostname, Instant now, SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        KeyPair pair = generator.generateKeyPair();
        byte[] algorithm = Der.of(Der.SEQUENCE, Der.oid("1.2.840.10045.4.3.2"));
        byte[] name = Der.of(
                Der.SEQUENCE,
                Der.of(
                        Der.SET,
                        Der.of(Der.SEQUENCE, Der.oid("2.5.4.3"), Der.text(Der.UTF8_STRING, commonName(hostname)))));
        byte[] unsigned = Der.of(
                Der.SEQUENCE,
                Der.of(0xa0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(127, random).setBit(126)),
                algorithm,
                name,
                Der.of(Der.SEQUENCE, Der.time(now.minus(LEEWAY)), Der.time(now.plus(VALIDITY))),
                name,
                pair.getPublic().getEncoded(),
                Der.of(0xa3, extensions(hostname)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate(), random);
        signature.update(unsigned);
        byte[] whole = Der.of(Der.SEQUENCE, unsigned, algorithm, Der.bits(signature.sign(), 0));
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        certificate.verify(pair.getPublic());
        return new SelfSigned(certificate, pair.getPrivate());
    }

    // RFC 5280 appendix A.1: at most 64 characters.
    private static String commonName(String hostname) {
        return hostname.length() <= 64 ? hostname : "localhost";
    }

    private static byte[] extensions(String hostname) {
        Set<String> names = new LinkedHashSet<>(Set.of(hostname));
        names.add("localhost");
        byte[][] alternatives = new byte[names.size() + 2][];
        int count = 0;
        for (String name : names) {
            alternatives[count++] = Der.text(0x82, name);
        }
        alternatives[count++] = Der.of(0x87, InetAddress.ofLiteral("127.0.0.1").getAddress());
        alternatives[count] = Der.of(0x87, InetAddress.ofLiteral("::1").getAddress());
        return Der.of(
                Der.SEQUENCE,
                extension("2.5.29.17", false, Der.of(Der.SEQUENCE, alternatives)),
                extension("2.5.29.19", true, Der.of(Der.SEQUENCE)),
                extension("2.5.29.15", true, Der.bits(new byte[] {(byte) 0x80}, 7)),
                extension("2.5.29.37", false, Der.of(Der.SEQUENCE, Der.oid("1.3.6.1.5.5.7.3.1"))));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        byte[] wrapped = Der.of(Der.OCTET_STRING, value);
        return critical
                ? Der.of(Der.SEQUENCE, Der.oid(oid), Der.yes(), wrapped)
                : Der.of(Der.SEQUENCE, Der.oid(oid), wrapped);
    }
}

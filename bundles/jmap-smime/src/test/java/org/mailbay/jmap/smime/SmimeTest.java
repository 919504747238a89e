package org.mailbay.jmap.smime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.jmap.smime.Verdict.Status;
import org.mailbay.mime.Message;
import org.mailbay.store.BlobInput;

/** RFC 9219, RFC 8551. */
final class SmimeTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static final String CONTENT = "Content-Type: text/plain\r\n\r\nHello, signed world.\r\n";

    @TempDir
    private static Path folder;

    private static KeyPair authorityKey;
    private static X509Certificate authority;
    private static KeyPair key;
    private static SignatureCheck check;

    @BeforeAll
    static void trust() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        authorityKey = keys.generateKeyPair();
        key = keys.generateKeyPair();
        authority = certificate("CN=Authority", authorityKey, true, KeyPurposeId.id_kp_emailProtection, 365);
        Path file = folder.resolve("trust.pem");
        Files.writeString(
                file,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(authority.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        check = new SignatureCheck(new Trust(file.toString()));
    }

    private static X509Certificate certificate(
            String subject, KeyPair pair, boolean isAuthority, KeyPurposeId purpose, int days) throws Exception {
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name("CN=Authority"),
                BigInteger.valueOf(subject.hashCode() & 0xffffL),
                Date.from(NOW.minus(Duration.ofDays(30))),
                Date.from(NOW.plus(Duration.ofDays(days))),
                new X500Name(subject),
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        if (!isAuthority) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.rfc822Name, "Alice@example.test")));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate())));
    }

    private static X509Certificate alices() throws Exception {
        return certificate("CN=Alice", key, false, KeyPurposeId.id_kp_emailProtection, 30);
    }

    private static byte[] sign(X509Certificate certificate, boolean isDetached) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()), certificate));
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        return generator
                .generate(new CMSProcessableByteArray(CONTENT.getBytes(StandardCharsets.US_ASCII)), !isDetached)
                .getEncoded();
    }

    private static String base64(byte[] bytes) {
        return Base64.getMimeEncoder().encodeToString(bytes) + "\r\n";
    }

    private static String detached(X509Certificate certificate) throws Exception {
        return detached(sign(certificate, true));
    }

    private static String detached(byte[] signature) {
        return "From: Alice <alice@example.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b;"
                + " protocol=\"application/pkcs7-signature\"; micalg=sha-256\r\n\r\n--b\r\n"
                + CONTENT
                + "\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n"
                + base64(signature)
                + "\r\n--b--\r\n";
    }

    private static String enveloping(byte[] data, String type) {
        return "From: alice@example.test\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type="
                + type
                + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + base64(data);
    }

    private static Verdict verify(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return check.verify(
                Message.parse(bytes),
                (from, length) ->
                        Optional.of(new BlobInput(new ByteArrayInputStream(bytes, (int) from, (int) length), length)),
                NOW);
    }

    private static void assertFails(String message, String why) throws IOException {
        Verdict verdict = verify(message);
        assertThat(verdict.status()).isEqualTo(Status.FAILED);
        assertThat(verdict.errors()).singleElement().asString().contains(why);
    }

    @Test
    void aDetachedSignatureIsVerified() throws Exception {
        assertThat(verify(detached(alices()))).isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void anEnvelopingSignatureIsVerified() throws Exception {
        assertThat(verify(enveloping(sign(alices(), false), "signed-data"))).isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void whatWasChangedFails() throws Exception {
        assertFails(detached(alices()).replace("Hello", "Hallo"), "changed");
    }

    @Test
    void anotherOnesCertificateFails() throws Exception {
        assertFails(detached(alices()).replace("<alice@", "<eve@"), "another one's");
    }

    @Test
    void aCertificateForSomethingElseFails() throws Exception {
        X509Certificate server = certificate("CN=Server", key, false, KeyPurposeId.id_kp_serverAuth, 30);
        assertFails(detached(server), "not one for mail");
    }

    @Test
    void aCertificateThatIsOverFails() throws Exception {
        X509Certificate old = certificate("CN=Old", key, false, KeyPurposeId.id_kp_emailProtection, -1);
        assertFails(detached(old), "not valid");
    }

    @Test
    void anAuthorityThatNobodyKnowsFails() throws Exception {
        SignatureCheck strict = new SignatureCheck(new Trust(""));
        byte[] bytes = detached(alices()).getBytes(StandardCharsets.UTF_8);
        Verdict verdict = strict.verify(
                Message.parse(bytes),
                (from, length) ->
                        Optional.of(new BlobInput(new ByteArrayInputStream(bytes, (int) from, (int) length), length)),
                NOW);
        assertThat(verdict.status()).isEqualTo(Status.FAILED);
    }

    @Test
    void aSignatureThatIsNestedWithoutEndIsNone() throws Exception {
        byte[] deep = new byte[1_000_000];
        for (int i = 0; i < deep.length; i += 2) {
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x80;
        }
        byte[] begin = {0x30, (byte) 0x80, 6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 7, 2};
        byte[] inside = {(byte) 0xa0, (byte) 0x80, 0x30, (byte) 0x80, 2, 1, 1, 0x31, (byte) 0x80};
        byte[] all = new byte[begin.length + inside.length + 700_000];
        System.arraycopy(begin, 0, all, 0, begin.length);
        System.arraycopy(inside, 0, all, begin.length, inside.length);
        System.arraycopy(deep, 0, all, begin.length + inside.length, 700_000);
        for (byte[] data : List.of(deep, all)) {
            assertThat(verify(enveloping(data, "signed-data"))).isEqualTo(Verdict.UNKNOWN);
            assertThat(verify(detached(data)).status()).isEqualTo(Status.FAILED);
        }
    }

    @Test
    void nonsenseIsNoSignature() throws Exception {
        assertFails(detached(alices()).replaceAll("(?m)^M[A-Za-z0-9+/=]{20,}$", "AAAA"), "");
        assertThat(verify(enveloping(new byte[] {1, 2, 3}, "signed-data"))).isEqualTo(Verdict.UNKNOWN);
        assertThat(verify(enveloping(new byte[] {1, 2, 3}, "enveloped-data"))).isEqualTo(Verdict.UNKNOWN);
    }
}

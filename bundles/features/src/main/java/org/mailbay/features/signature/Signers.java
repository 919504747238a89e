package org.mailbay.features.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whom the operator trusts to sign bundles: the certificates in {@code etc/trusted-signers/*.pem}, each of a signer or of an authority.
 *
 * <p>Read anew each time: a file that is put there, or taken away, counts at once.
 */
public final class Signers {
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int MOST_BYTES = 64 << 10;
    private static final String ENDING = ".pem";

    private final Path folder;
    private final InstantSource clock;

    public Signers(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** The trusted certificates, by fingerprint. */
    public Map<String, X509Certificate> trusted() throws IOException {
        Map<String, X509Certificate> trusted = new TreeMap<>();
        for (Path file : files()) {
            try {
                for (X509Certificate certificate : read(Files.readAllBytes(file))) {
                    trusted.put(fingerprint(certificate), certificate);
                }
            } catch (CertificateException e) {
                throw new IOException(file + " is no certificate: " + e.getMessage(), e);
            }
        }
        return trusted;
    }

    /**
     * Trusts a certificate from now on.
     *
     * @param pem one certificate
     * @return its fingerprint
     * @throws CertificateException when it is none
     */
    public String trust(byte[] pem) throws IOException, CertificateException {
        List<X509Certificate> read = read(pem);
        if (read.size() != 1) {
            throw new CertificateException("one certificate is needed, here are " + read.size());
        }
        String fingerprint = fingerprint(read.getFirst());
        Files.createDirectories(folder);
        Path file = folder.resolve(fingerprint + ENDING);
        Path next = folder.resolve("." + fingerprint + ".next");
        try {
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(read.getFirst().getEncoded());
            Files.writeString(
                    next,
                    "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n",
                    StandardCharsets.US_ASCII);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
        return fingerprint;
    }

    /**
     * Trusts a certificate no more.
     *
     * @return whether it was trusted
     */
    public boolean distrust(String fingerprint) throws IOException {
        boolean found = false;
        for (Path file : files()) {
            try {
                List<X509Certificate> all = read(Files.readAllBytes(file));
                if (all.stream().map(Signers::fingerprint).anyMatch(fingerprint::equals)) {
                    if (all.size() > 1) {
                        throw new IOException(file + " holds " + all.size() + " certificates: edit it by hand");
                    }
                    Files.delete(file);
                    found = true;
                }
            } catch (CertificateException e) {
                throw new IOException(file + " is no certificate: " + e.getMessage(), e);
            }
        }
        return found;
    }

    /** What a signer is to this operator. */
    Signature judge(CertPath path) {
        List<X509Certificate> chain =
                path.getCertificates().stream().map(X509Certificate.class::cast).toList();
        X509Certificate signer = chain.getFirst();
        String fingerprint = fingerprint(signer);
        String name = signer.getSubjectX500Principal().getName();
        try {
            Map<String, X509Certificate> trusted = trusted();
            signer.checkValidity(Date.from(clock.instant()));
            maySign(signer);
            if (!trusted.containsKey(fingerprint)) {
                validate(chain, trusted);
            }
            return new Signature.Trusted(name, fingerprint);
        } catch (IOException | GeneralSecurityException e) {
            return new Signature.Stranger(name, fingerprint, String.valueOf(e.getMessage()));
        }
    }

    /** RFC 5280 §4.2.1.12: a certificate for servers, of an authority that is trusted, signs no code. */
    private static void maySign(X509Certificate signer) throws CertificateException {
        List<String> purposes = signer.getExtendedKeyUsage();
        if (purposes != null && !purposes.contains(CODE_SIGNING) && !purposes.contains(ANY_PURPOSE)) {
            throw new CertificateException("the certificate is not for signing code");
        }
        boolean[] usage = signer.getKeyUsage();
        if (usage != null && !usage[0]) {
            throw new CertificateException("the certificate's key is not for signatures");
        }
    }

    private void validate(List<X509Certificate> chain, Map<String, X509Certificate> trusted)
            throws GeneralSecurityException {
        Set<TrustAnchor> anchors = trusted.values().stream()
                .filter(certificate -> certificate.getBasicConstraints() >= 0)
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toSet());
        if (anchors.isEmpty()) {
            throw new CertificateException("no certificate in etc/trusted-signers is that one, or an authority's");
        }
        List<X509Certificate> below = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            if (trusted.containsKey(fingerprint(certificate))) {
                break;
            }
            below.add(certificate);
        }
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(clock.instant()));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(below), parameters);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ENDING)
                            && !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static List<X509Certificate> read(byte[] pem) throws CertificateException {
        if (pem.length > MOST_BYTES) {
            throw new CertificateException("more than " + MOST_BYTES + " bytes");
        }
        try (InputStream in = new ByteArrayInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException e) {
            throw new CertificateException(e);
        }
    }

    /** SHA-256 of a certificate, in hexadecimal. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

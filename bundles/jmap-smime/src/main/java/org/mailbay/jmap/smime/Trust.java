package org.mailbay.jmap.smime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates are believed: the certification authorities of the Java platform and those of a file. */
final class Trust {
    private final Set<TrustAnchor> anchors = new HashSet<>();

    /**
     * Reads them.
     *
     * @param file of PEM certificates; empty when there is none
     */
    Trust(String file) throws IOException {
        try {
            TrustManagerFactory platform = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            platform.init((KeyStore) null);
            for (TrustManager manager : platform.getTrustManagers()) {
                if (manager instanceof X509TrustManager known) {
                    for (X509Certificate certificate : known.getAcceptedIssuers()) {
                        anchors.add(new TrustAnchor(certificate, null));
                    }
                }
            }
            if (!file.isEmpty()) {
                try (InputStream in = Files.newInputStream(Path.of(file))) {
                    for (Certificate certificate :
                            CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                        anchors.add(new TrustAnchor((X509Certificate) certificate, null));
                    }
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read trusted certificates: " + e.getMessage(), e);
        }
    }

    /**
     * Finds a chain from a certificate to one that is trusted (RFC 5280 §6); revocation is not asked about.
     *
     * @param others that the message brought
     * @throws GeneralSecurityException when there is none
     */
    void check(X509Certificate certificate, Collection<X509Certificate> others, Instant at)
            throws GeneralSecurityException {
        if (anchors.isEmpty()) {
            throw new GeneralSecurityException("no certification authority is trusted");
        }
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(certificate);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(others)));
        CertPathBuilder.getInstance("PKIX").build(parameters);
    }
}

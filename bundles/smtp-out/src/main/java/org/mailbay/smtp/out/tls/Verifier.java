package org.mailbay.smtp.out.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Holds the certificates of one handshake against a rule. */
final class Verifier extends X509ExtendedTrustManager {
    private final Rule rule;
    private final Trust trust;
    private volatile @Nullable Distrust distrust;

    Verifier(Rule rule, Trust trust) {
        this.rule = rule;
        this.trust = trust;
    }

    /** Why the certificates were not good enough; null when they were. */
    @Nullable
    Distrust distrust() {
        return distrust;
    }

    private void check(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            switch (rule) {
                case Rule.Dane dane -> DaneCheck.check(dane, chain);
                case Rule.Pkix pkix -> checkPkix(chain, authType, pkix.name());
                case Rule.Clear clear -> {}
                case Rule.Opportunistic opportunistic -> watch(chain, authType, opportunistic.watched());
                case Rule.Encrypted encrypted -> {}
            }
        } catch (Distrust e) {
            distrust = e;
            throw e;
        }
    }

    // RFC 8461 §5: under "testing" it is noted, and nothing more
    private void watch(X509Certificate[] chain, String authType, Rule.@Nullable Pkix watched) {
        if (watched != null) {
            try {
                checkPkix(chain, authType, watched.name());
            } catch (Distrust e) {
                distrust = e;
            }
        }
    }

    private void checkPkix(X509Certificate[] chain, String authType, String name) throws Distrust {
        try {
            trust.manager().checkServerTrusted(chain, authType);
        } catch (CertificateException e) {
            throw new Distrust(
                    isExpired(e) ? Fault.CERTIFICATE_EXPIRED : Fault.CERTIFICATE_NOT_TRUSTED,
                    String.valueOf(e.getMessage()));
        }
        if (!Names.isFor(chain[0], name)) {
            throw new Distrust(Fault.CERTIFICATE_HOST_MISMATCH, "the certificate is not for " + name);
        }
    }

    static boolean isExpired(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("no clients here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

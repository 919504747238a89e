package org.mailbay.net.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What names one TLS connection (RFC 5056): computed when it is first asked for, as most clients do not. Threads: any. */
public final class ChannelBindings {
    private static final int EXPORTED = 32;

    private final SSLSession session;
    private @Nullable Map<String, byte[]> bindings;

    /** @param session whose handshake is over */
    public ChannelBindings(SSLSession session) {
        this.session = session;
    }

    /** The bytes by type; a type that this connection cannot have is not there. */
    public synchronized Map<String, byte[]> get() {
        Map<String, byte[]> computed = bindings;
        if (computed == null) {
            computed = new LinkedHashMap<>();
            put(computed, "tls-exporter", exported());
            put(computed, "tls-server-end-point", endPoint());
            bindings = computed;
        }
        Map<String, byte[]> copy = new LinkedHashMap<>();
        computed.forEach((type, bytes) -> copy.put(type, bytes.clone()));
        return copy;
    }

    private static void put(Map<String, byte[]> to, String type, byte @Nullable [] bytes) {
        if (bytes != null) {
            to.put(type, bytes);
        }
    }

    /** RFC 9266 §2; not with TLS 1.2, where it is unique only if both sides have extended master secrets (§4.2). */
    private byte @Nullable [] exported() {
        if (!session.getProtocol().equals("TLSv1.3") || !(session instanceof ExtendedSSLSession extended)) {
            return null;
        }
        try {
            return extended.exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], EXPORTED);
        } catch (SSLException | UnsupportedOperationException | IllegalStateException e) {
            return null; // a resumed session or another provider may have none: then it is not offered
        }
    }

    /** RFC 5929 §4.1 */
    private byte @Nullable [] endPoint() {
        Certificate[] chain = session.getLocalCertificates();
        if (chain == null || chain.length == 0 || !(chain[0] instanceof X509Certificate certificate)) {
            return null;
        }
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = algorithm.indexOf("WITH");
        if (with < 0) {
            return null; // of a signature without one hash function there is no binding
        }
        String hash = algorithm.substring(0, with).replaceFirst("^SHA-?", "SHA-");
        try {
            return MessageDigest.getInstance(hash.equals("MD5") || hash.equals("SHA-1") ? "SHA-256" : hash)
                    .digest(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            return null;
        }
    }
}

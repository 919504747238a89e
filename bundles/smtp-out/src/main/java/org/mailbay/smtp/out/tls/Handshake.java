package org.mailbay.smtp.out.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.mailbay.smtp.out.wire.Wire;

/** Makes a plain connection a secret one. */
public final class Handshake {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"}; // RFC 8996

    private final Trust trust;
    private final SecureRandom random = new SecureRandom();

    public Handshake(Trust trust) {
        this.trust = trust;
    }

    /**
     * How it went.
     *
     * @param version such as TLSv1.3
     * @param overlooked what {@link Rule.Opportunistic#watched} would not have let pass; null for nothing
     */
    public record Shaken(String version, @Nullable TlsException overlooked) {}

    /**
     * Shakes hands.
     *
     * @param name of the server, for its SNI (RFC 8461 §4); under DANE that is where the records stand (RFC 7672 §8.1)
     * @throws TlsException when the certificates are not what {@code rule} wants, or it failed for another reason of TLS
     */
    public Shaken shake(Wire wire, String name, Rule rule, Duration time) throws IOException {
        Verifier verifier = new Verifier(rule, trust);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {verifier}, random);
            SSLSocket socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(wire.raw(), name, wire.raw().getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(VERSIONS);
            parameters.setServerNames(
                    serverNames(rule instanceof Rule.Dane dane ? dane.names().getFirst() : name));
            socket.setSSLParameters(parameters);
            wire.within(time, "the TLS handshake", () -> {
                socket.startHandshake();
                return true;
            });
            wire.secure(socket);
            Distrust distrust = verifier.distrust();
            return new Shaken(
                    socket.getSession().getProtocol(),
                    distrust == null ? null : new TlsException(distrust.fault(), "TLS: " + distrust.getMessage()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (java.net.SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            Distrust distrust = verifier.distrust();
            throw distrust == null
                    ? new TlsException(Fault.VALIDATION_FAILURE, "TLS: " + e.getMessage())
                    : new TlsException(distrust.fault(), "TLS: " + distrust.getMessage());
        }
    }

    /** Empty for addresses, and for names that hosts may not have. */
    private static List<SNIServerName> serverNames(String name) {
        if (name.indexOf(':') >= 0 || name.indexOf('[') >= 0 || Character.isDigit(name.charAt(name.length() - 1))) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(name));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}

package org.mailbay.net.crypto;

import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.mailbay.net.Connection.Tls;

/** Makes TLS handlers of one set of certificates; the engine is the JDK's. */
public final class ServerTls {
    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    private final RevocableKeys keys;
    private final SSLContext context;
    private final String[] ciphers;
    private final Executor executor;
    private final int handshakeSeconds;

    /**
     * @param executor does the handshake's arithmetic, so that the event loop need not
     * @throws IllegalStateException when the JDK cannot do TLS with these keys
     */
    public ServerTls(X509ExtendedKeyManager keys, Executor executor, int handshakeSeconds) {
        this.keys = new RevocableKeys(keys);
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this.keys}, null, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS", e);
        }
        this.ciphers = Arrays.stream(context.getSupportedSSLParameters().getCipherSuites())
                .filter(ServerTls::sound)
                .toArray(String[]::new);
        this.executor = executor;
        this.handshakeSeconds = handshakeSeconds;
    }

    /** Lets go of the keys: handshakes fail from now on, connections that are open stay. */
    public void revoke() {
        keys.revoke();
    }

    /** A handler for one connection. */
    public SslHandler handler() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(VERSIONS);
        parameters.setCipherSuites(ciphers);
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine, executor);
        handler.setHandshakeTimeout(handshakeSeconds, TimeUnit.SECONDS);
        handler.setCloseNotifyFlushTimeout(2, TimeUnit.SECONDS);
        return handler;
    }

    /** What was agreed on. */
    public static Tls agreed(SslHandler handler) {
        SSLSession session = handler.engine().getSession();
        return new Tls(session.getProtocol(), session.getCipherSuite(), serverName(session));
    }

    // RFC 9325 §4.2: forward secrecy and authenticated encryption, nothing else.
    private static boolean sound(String cipher) {
        boolean aead = cipher.contains("_GCM_") || cipher.contains("_CHACHA20_");
        boolean tls13 = cipher.startsWith("TLS_AES_") || cipher.startsWith("TLS_CHACHA20_");
        return aead
                && (tls13 || cipher.startsWith("TLS_ECDHE_") || cipher.startsWith("TLS_DHE_"))
                && !cipher.contains("_anon_");
    }

    private static String serverName(SSLSession session) {
        List<SNIServerName> names =
                session instanceof ExtendedSSLSession extended ? extended.getRequestedServerNames() : List.of();
        return names.stream()
                .filter(SNIHostName.class::isInstance)
                .map(name -> ((SNIHostName) name).getAsciiName())
                .findFirst()
                .orElse("");
    }
}

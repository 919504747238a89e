package org.mailbay.tls.files;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a pair by the name that the client asked for (RFC 6066 §3).
 *
 * <p>An alias is {@code generation|pair}, and the generation before the last is kept: a handshake that began before a change ends with what it began.
 */
final class SniKeyManager extends X509ExtendedKeyManager {
    private record State(Pairs now, Pairs before, long generation) {}

    private volatile State state;
    private final AtomicLong generations = new AtomicLong(1);

    SniKeyManager(Pairs pairs) {
        state = new State(pairs, pairs, 1);
    }

    Pairs pairs() {
        return state.now();
    }

    long generation() {
        return state.generation();
    }

    void change(Pairs pairs) {
        state = new State(pairs, state.now(), generations.incrementAndGet());
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType, engine == null ? null : engine.getHandshakeSession());
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType, socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null);
    }

    private @Nullable String alias(String keyType, @Nullable SSLSession session) {
        State current = state;
        return current.now()
                .choose(keyType, serverName(session))
                .map(pair -> current.generation() + "|" + pair.name())
                .orElse(null);
    }

    private static String serverName(@Nullable SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return "";
    }

    private @Nullable Pair pair(String alias) {
        State current = state;
        int bar = alias.indexOf('|');
        if (bar < 0) {
            return null;
        }
        Pairs pairs = alias.startsWith(current.generation() + "|") ? current.now() : current.before();
        return pairs.byName(alias.substring(bar + 1)).orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Pair pair = pair(alias);
        return pair == null ? null : pair.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Pair pair = pair(alias);
        return pair == null ? null : pair.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        State current = state;
        return current.now().pairs().stream()
                .filter(pair -> pair.keyType().equals(keyType))
                .map(pair -> current.generation() + "|" + pair.name())
                .toArray(String[]::new);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}

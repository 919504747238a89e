package org.mailbay.net.crypto;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Another's keys, until they are taken away.
 *
 * <p>Engines hold their key manager as long as their connection lasts; through this they do not hold the bundle that it came from.
 */
final class RevocableKeys extends X509ExtendedKeyManager {
    private volatile @Nullable X509ExtendedKeyManager keys;

    RevocableKeys(X509ExtendedKeyManager keys) {
        this.keys = keys;
    }

    void revoke() {
        keys = null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        X509ExtendedKeyManager current = keys;
        return current == null ? null : current.chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        X509ExtendedKeyManager current = keys;
        return current == null ? null : current.chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        X509ExtendedKeyManager current = keys;
        return current == null ? null : current.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        X509ExtendedKeyManager current = keys;
        return current == null ? null : current.getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        X509ExtendedKeyManager current = keys;
        return current == null ? null : current.getServerAliases(keyType, issuers);
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

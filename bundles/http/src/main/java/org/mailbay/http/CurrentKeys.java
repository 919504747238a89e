package org.mailbay.http;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.mailbay.tls.Certificates;

/**
 * Asks whichever {@link Certificates} service is there, at each handshake: keys change, and their service is replaced, without
 * a connector noticing.
 *
 * <p>An alias carries the number of the service that gave it, so a handshake that began with one service never mixes in another.
 */
final class CurrentKeys extends X509ExtendedKeyManager {
    private final ConcurrentMap<Integer, Certificates> services = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile int current;

    /** Uses {@code service} from now on. */
    synchronized void add(Certificates service) {
        int number = numbers.incrementAndGet();
        services.put(number, service);
        current = number;
    }

    /** Stops using {@code service}. */
    synchronized void remove(Certificates service) {
        services.values().remove(service);
        if (!services.containsKey(current)) {
            current =
                    services.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        }
    }

    boolean isPresent() {
        return !services.isEmpty();
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        int number = current;
        Certificates service = services.get(number);
        if (service == null) {
            return null;
        }
        String alias = service.keyManager().chooseEngineServerAlias(keyType, issuers, engine);
        return alias == null ? null : number + "|" + alias;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        int number = current;
        Certificates service = services.get(number);
        String alias = service == null ? null : service.keyManager().chooseServerAlias(keyType, issuers, socket);
        return alias == null ? null : number + "|" + alias;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return ask(alias, (keys, name) -> keys.getCertificateChain(name));
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return ask(alias, (keys, name) -> keys.getPrivateKey(name));
    }

    private <T> @Nullable T ask(String alias, Question<T> question) {
        int bar = alias.indexOf('|');
        Certificates service = services.get(Integer.parseInt(alias.substring(0, bar)));
        return service == null ? null : question.ask(service.keyManager(), alias.substring(bar + 1));
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return all(keys -> keys.getServerAliases(keyType, issuers));
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    private String @Nullable [] all(Function<X509ExtendedKeyManager, String @Nullable []> question) {
        int number = current;
        Certificates service = services.get(number);
        String[] names = service == null ? null : question.apply(service.keyManager());
        if (names == null) {
            return null;
        }
        String[] aliases = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            aliases[i] = number + "|" + names[i];
        }
        return aliases;
    }

    private interface Question<T> {
        @Nullable
        T ask(X509ExtendedKeyManager keys, String alias);
    }
}

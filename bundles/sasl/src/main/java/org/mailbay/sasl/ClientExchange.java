package org.mailbay.sasl;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A client's side of an exchange: how this server logs in at a relay host.
 *
 * <p>Send {@link #initial} with the command (or, without one, wait for the first challenge), answer every challenge with {@link #next};
 * when the server says that it succeeded, believe it only if {@link #isComplete}.
 */
public abstract sealed class ClientExchange permits PlainClient, LoginClient, ScramClient {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String mechanism;

    ClientExchange(String mechanism) {
        this.mechanism = mechanism;
    }

    /**
     * Begins with the best mechanism of those that the server offers; empty when there is none that may be used.
     *
     * @param offered names, in any case
     * @param isConfidential whether nobody else can read the connection: otherwise no password is sent
     * @param password not empty
     */
    public static Optional<ClientExchange> of(
            Collection<String> offered, boolean isConfidential, String name, String password) {
        Set<String> names = offered.stream()
                .map(mechanism -> mechanism.toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
        for (ScramHash hash : new ScramHash[] {ScramHash.SHA_256, ScramHash.SHA_1}) {
            if (names.contains(hash.mechanism())) {
                return Optional.of(new ScramClient(hash, name, password, ScramServer.nonce(RANDOM)));
            }
        }
        if (isConfidential && names.contains("PLAIN")) {
            return Optional.of(new PlainClient(name, password));
        }
        if (isConfidential && names.contains("LOGIN")) {
            return Optional.of(new LoginClient(name, password));
        }
        return Optional.empty();
    }

    /** Its name, for the command. */
    public final String mechanism() {
        return mechanism;
    }

    /** What may be sent with the command; empty when the server speaks first. */
    public abstract Optional<byte[]> initial();

    /**
     * Answers a challenge; after {@link #initial} was sent with the command, that is not to be asked for again.
     *
     * @throws MalformedException when the server does not keep to the mechanism, or does not prove that it knows the password
     */
    public abstract byte[] next(byte[] challenge) throws MalformedException;

    /** Whether everything has been said, and the server has proved what it has to. */
    public abstract boolean isComplete();
}

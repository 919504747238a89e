package org.mailbay.sasl;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be used on one connection now: what is announced is what works, and nothing else does.
 *
 * @param isConfidential whether nobody else can read it: TLS is on, or it does not leave the machine
 * @param bindings bytes that name this connection and no other, by the channel binding's type (RFC 5056); empty without TLS
 * @param hasVerifiers whether users have SCRAM verifiers here
 */
public record Offer(boolean isConfidential, Map<String, byte[]> bindings, boolean hasVerifiers) {
    /** What every connection draws its nonces from. */
    private static final SecureRandom RANDOM = new SecureRandom();

    public Offer {
        bindings = Map.copyOf(bindings);
    }

    /** What to announce, the best first; empty when nobody may log in here. */
    public List<Mechanism> mechanisms() {
        return Arrays.stream(Mechanism.values()).filter(this::has).toList();
    }

    private boolean has(Mechanism mechanism) {
        return isConfidential
                && switch (mechanism) {
                    case SCRAM_SHA_256_PLUS, SCRAM_SHA_1_PLUS -> hasVerifiers && !bindings.isEmpty();
                    case SCRAM_SHA_256, SCRAM_SHA_1 -> hasVerifiers;
                    case PLAIN, LOGIN, OAUTHBEARER, XOAUTH2 -> true;
                };
    }

    /** Begins an exchange; empty when this is not offered. */
    public <W> Optional<Exchange<W>> begin(String name) {
        return Mechanism.of(name).filter(this::has).map(mechanism -> new Exchange<>(mechanism, dialogue(mechanism)));
    }

    private <W> Dialogue<W> dialogue(Mechanism mechanism) {
        return switch (mechanism) {
            case SCRAM_SHA_256_PLUS -> new ScramServer<>(ScramHash.SHA_256, true, bindings, ScramServer.nonce(RANDOM));
            case SCRAM_SHA_256 -> new ScramServer<>(ScramHash.SHA_256, false, bindings, ScramServer.nonce(RANDOM));
            case SCRAM_SHA_1_PLUS -> new ScramServer<>(ScramHash.SHA_1, true, bindings, ScramServer.nonce(RANDOM));
            case SCRAM_SHA_1 -> new ScramServer<>(ScramHash.SHA_1, false, bindings, ScramServer.nonce(RANDOM));
            case PLAIN -> new PlainServer<>();
            case LOGIN -> new LoginServer<>();
            case OAUTHBEARER -> new BearerServer<>(BearerServer.Form.OAUTHBEARER);
            case XOAUTH2 -> new BearerServer<>(BearerServer.Form.XOAUTH2);
        };
    }
}

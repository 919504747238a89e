package org.mailbay.directory.local;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.mailbay.directory.Secret;
import org.mailbay.sasl.Saslprep;
import org.mailbay.sasl.ScramHash;
import org.mailbay.sasl.ScramVerifier;

/**
 * What is kept of a password: lines of its Argon2id hash and of its SCRAM verifiers.
 *
 * @param verifiers empty for a password that was set before there were any
 */
record StoredPassword(String hash, List<ScramVerifier> verifiers) {
    StoredPassword {
        verifiers = List.copyOf(verifiers);
    }

    static StoredPassword parse(byte[] stored) {
        String[] lines = new String(stored, StandardCharsets.US_ASCII).split("\n");
        return new StoredPassword(
                lines[0],
                Arrays.stream(lines)
                        .skip(1)
                        .map(ScramVerifier::parse)
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** The same with verifiers of {@code password}. */
    StoredPassword withVerifiers(Secret password, RandomGenerator random) {
        if (password.reveal().isEmpty()) {
            return this; // SCRAM knows no empty password
        }
        return new StoredPassword(
                hash,
                Arrays.stream(ScramHash.values())
                        .map(kind -> ScramVerifier.of(kind, password.reveal(), random))
                        .toList());
    }

    Optional<ScramVerifier> verifier(ScramHash kind) {
        return verifiers.stream().filter(verifier -> verifier.hash() == kind).findFirst();
    }

    byte[] toBytes() {
        StringBuilder lines = new StringBuilder(hash);
        verifiers.forEach(verifier -> lines.append('\n').append(verifier.toText()));
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The form that is hashed: the same however the password was typed (RFC 4013). */
    static Secret prepared(Secret password) {
        return Secret.parse(Saslprep.password(password.reveal())).orElse(password);
    }
}

package org.mailbay.tls.files;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All pairs at one moment, the most wanted first.
 *
 * @param pairs the first one is for clients that name no server, or one that nobody has
 */
record Pairs(List<Pair> pairs) {
    Pairs {
        pairs = List.copyOf(pairs);
    }

    /**
     * The pair with a key of {@code keyType} for {@code serverName}: exact, then wildcard, then the default.
     *
     * @param serverName empty when the client named none
     */
    Optional<Pair> choose(String keyType, String serverName) {
        String name = serverName.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return named(name)
                .or(() -> dot < 0 ? Optional.empty() : named("*" + name.substring(dot)))
                .or(() -> pairs.stream().findFirst())
                .flatMap(best -> ofType(keyType, best));
    }

    private Optional<Pair> named(String name) {
        return pairs.stream().filter(pair -> pair.names().contains(name)).findFirst();
    }

    /** {@code best}, or a sibling for the same names with another kind of key. */
    private Optional<Pair> ofType(String keyType, Pair best) {
        if (best.keyType().equals(keyType)) {
            return Optional.of(best);
        }
        return pairs.stream()
                .filter(pair -> pair.keyType().equals(keyType) && pair.names().equals(best.names()))
                .findFirst();
    }

    Optional<Pair> byName(String name) {
        return pairs.stream().filter(pair -> pair.name().equals(name)).findFirst();
    }
}

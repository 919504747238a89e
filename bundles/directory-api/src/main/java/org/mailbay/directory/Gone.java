package org.mailbay.directory;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A name that is nobody's any more, and may be somebody else's tomorrow: what was said of it must go.
 *
 * <p>A directory in the store asks for it by the outbox, in the transaction that takes the name away: topic {@link #TOPIC}, whose one
 * worker is what keeps rules for addresses.
 */
public sealed interface Gone {
    /** Of outbox requests; their payload is {@link #toBytes}. */
    String TOPIC = "directory-gone";

    /** A domain was removed. */
    record OfDomain(String name) implements Gone {}

    /**
     * A user was removed, or has another address.
     *
     * @param now the other address; empty when there is none
     */
    record OfUser(String address, String now) implements Gone {}

    /** As it is kept. */
    default byte[] toBytes() {
        String text = switch (this) {
            case OfDomain(String name) -> "domain\n" + name;
            case OfUser(String address, String now) -> "user\n" + address + '\n' + now;
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads {@link #toBytes}; empty for what a newer directory says. */
    static Optional<Gone> parse(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length == 2 && lines[0].equals("domain")) {
            return Optional.of(new OfDomain(lines[1]));
        }
        return lines.length == 3 && lines[0].equals("user")
                ? Optional.of(new OfUser(lines[1], lines[2]))
                : Optional.empty();
    }
}

package org.mailbay.smtp.auth;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Secret;

/** The mechanisms that are offered. */
public final class Mechanisms {
    private static final List<String> NAMES = List.of("PLAIN", "LOGIN");

    private Mechanisms() {}

    /** Names, the best first. */
    public static List<String> names() {
        return NAMES;
    }

    /** Begins an exchange; empty when there is no such mechanism. */
    public static Optional<Exchange> begin(String name, Passwords passwords) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "PLAIN" -> Optional.of(new Plain(passwords));
            case "LOGIN" -> Optional.of(new Login(passwords));
            default -> Optional.empty();
        };
    }

    /** Who a name and a password belong to. */
    @FunctionalInterface
    public interface Passwords {
        /** Empty when they do not match. */
        Optional<LogIn> logIn(String name, Secret password) throws IOException;
    }

    /** Compares; what is longer than a secret may be is none. */
    static Exchange.Step check(Passwords passwords, String name, String password) throws IOException {
        Secret secret;
        try {
            secret = Secret.of(password);
        } catch (IllegalArgumentException e) {
            return new Exchange.Step.Failed();
        }
        return passwords
                .logIn(name, secret)
                .<Exchange.Step>map(Exchange.Step.Done::new)
                .orElseGet(Exchange.Step.Failed::new);
    }
}

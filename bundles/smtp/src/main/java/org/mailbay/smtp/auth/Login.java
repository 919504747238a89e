package org.mailbay.smtp.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.mailbay.smtp.auth.Mechanisms.Passwords;

/** LOGIN, which no RFC describes: name and password, asked for one by one. */
final class Login implements Exchange {
    private final Passwords passwords;
    private @Nullable String name;

    Login(Passwords passwords) {
        this.passwords = passwords;
    }

    @Override
    public Step next(byte[] response) throws IOException {
        String text = new String(response, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return name == null ? challenge("Username:") : new Step.Failed();
        }
        if (name == null) {
            name = text;
            return challenge("Password:");
        }
        return Mechanisms.check(passwords, name, text);
    }

    private static Step challenge(String text) {
        return new Step.Challenge(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean isClientFirst() {
        return false;
    }
}

package org.mailbay.smtp.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.mailbay.smtp.auth.Mechanisms.Passwords;

/** PLAIN: RFC 4616. */
final class Plain implements Exchange {
    private final Passwords passwords;

    Plain(Passwords passwords) {
        this.passwords = passwords;
    }

    @Override
    public Step next(byte[] response) throws IOException {
        String[] parts = new String(response, StandardCharsets.UTF_8).split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty() || parts[2].isEmpty()) {
            return new Step.Failed();
        }
        Step step = Mechanisms.check(passwords, parts[1], parts[2]);
        boolean isSelf = parts[0].isEmpty()
                || parts[0].equalsIgnoreCase(parts[1])
                || step instanceof Step.Done(var user)
                        && parts[0].equalsIgnoreCase(user.principal().address());
        return isSelf ? step : new Step.Failed(); // RFC 4616 §2: nobody acts for another one
    }

    @Override
    public boolean isClientFirst() {
        return true;
    }
}

package org.mailbay.smtp.command;

import java.util.Locale;
import org.mailbay.net.Connection;

/** What a listener is for: its option {@code role}. */
public enum Role {
    /** The world delivers here (RFC 5321). */
    MX,
    /** Users send from here (RFC 6409). */
    SUBMISSION,
    /** A mail server beside this one delivers here, and wants a reply for each recipient (RFC 2033). */
    LMTP;

    /**
     * The role of the listener that a connection came in by.
     *
     * @throws IllegalArgumentException when its option says something else
     */
    public static Role of(Connection connection) {
        String role = connection.options().getOrDefault("role", "mx");
        return switch (role) {
            case "mx" -> MX;
            case "submission" -> SUBMISSION;
            case "lmtp" -> LMTP;
            default -> throw new IllegalArgumentException("role is mx, submission or lmtp, not " + role);
        };
    }

    /** As labels and logs have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

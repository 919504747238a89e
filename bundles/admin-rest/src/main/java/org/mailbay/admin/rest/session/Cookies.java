package org.mailbay.admin.rest.session;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cookie that holds a session's id (RFC 6265). */
public final class Cookies {
    private static final String SECURE = "__Host-mailbay";
    private static final String PLAIN = "mailbay";
    private static final String FLAGS = "; Path=/; HttpOnly; SameSite=Strict";

    private Cookies() {}

    /**
     * What to send to a browser that keeps this id.
     *
     * @param isSecure whether it came by TLS: without, it is on this machine
     */
    public static String keep(String id, boolean isSecure) {
        return (isSecure ? SECURE : PLAIN) + '=' + id + FLAGS + (isSecure ? "; Secure" : "");
    }

    /** What to send to a browser that keeps an id no longer. */
    public static String forget(boolean isSecure) {
        return keep("", isSecure) + "; Max-Age=0";
    }

    /** The id that a browser holds; none when it holds two, one of which somebody else may have put there. */
    public static Optional<String> id(@Nullable String header, boolean isSecure) {
        if (header == null || header.length() > 16_384) {
            return Optional.empty();
        }
        String name = isSecure ? SECURE : PLAIN;
        String found = null;
        for (String pair : header.split(";")) {
            String[] parts = pair.strip().split("=", 2);
            if (parts.length == 2 && parts[0].equals(name)) {
                if (found != null) {
                    return Optional.empty();
                }
                found = parts[1];
            }
        }
        return Optional.ofNullable(found).filter(id -> id.matches("[A-Za-z0-9_-]{43}"));
    }
}

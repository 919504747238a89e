package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Secret;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.swap.Swappable.Lease;

/** Who asks: Basic (RFC 7617) or Bearer (RFC 6750), over TLS or from this machine (RFC 8620 §8.2, §1.7). */
public final class Login {
    private static final int MAX_HEADER = 8192;

    private final Directories directories;

    public Login(Directories directories) {
        this.directories = directories;
    }

    /** Who asks, or a 401 or 403. */
    public LogIn of(HttpServletRequest request) throws RequestProblem, IOException {
        if (!request.isSecure() && !isLoopback(request.getRemoteAddr())) {
            throw RequestProblem.http(403, "log in over TLS only");
        }
        return of(request.getHeader("Authorization"));
    }

    /** Who an Authorization header names, or a 401. */
    public LogIn of(@Nullable String header) throws RequestProblem, IOException {
        if (header == null) {
            throw RequestProblem.http(401, "log in");
        }
        if (header.length() > MAX_HEADER) {
            throw refused();
        }
        int space = header.indexOf(' ');
        String scheme = space < 0 ? header : header.substring(0, space);
        String rest = space < 0 ? "" : header.substring(space + 1).strip();
        try (Lease<Directory> directory = directories.acquire()) {
            Optional<LogIn> logIn = switch (scheme.toLowerCase(Locale.ROOT)) {
                case "basic" -> basic(directory.service(), rest);
                case "bearer" -> directory.service().logIn(secret(rest));
                default -> Optional.empty();
            };
            return logIn.orElseThrow(Login::refused);
        }
    }

    private Optional<LogIn> basic(Directory directory, String credentials) throws RequestProblem, IOException {
        String text = decode(credentials);
        int colon = text == null ? -1 : text.indexOf(':');
        if (text == null || colon < 1 || colon > 1024) {
            throw refused();
        }
        return directory.logIn(text.substring(0, colon), secret(text.substring(colon + 1)));
    }

    private static @Nullable String decode(String base64) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(base64)))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    private static Secret secret(String value) throws RequestProblem {
        try {
            return Secret.of(value);
        } catch (IllegalArgumentException tooLong) {
            throw refused();
        }
    }

    private static RequestProblem refused() {
        return RequestProblem.http(401, "wrong name, password or token");
    }

    private static boolean isLoopback(String address) {
        if (address.equals("127.0.0.1")) {
            return true; // a proxy on this machine, with every request
        }
        try {
            return InetAddress.ofLiteral(address.replace("[", "").replace("]", ""))
                    .isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Where the directory is. */
    @FunctionalInterface
    public interface Directories {
        /** The directory, waiting a little when it is away. */
        Lease<Directory> acquire() throws IOException;
    }
}

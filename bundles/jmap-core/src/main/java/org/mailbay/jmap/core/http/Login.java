package org.mailbay.jmap.core.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.jmap.core.request.RequestProblem;
import org.mailbay.sasl.Answer;
import org.mailbay.sasl.Door;
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
        return of(request.getHeader("Authorization"), source(request));
    }

    /** Where a request came from. */
    public static InetAddress source(HttpServletRequest request) {
        String address = request.getRemoteAddr().replaceAll("[\\[\\]]|%.*", "");
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            return InetAddress.ofLiteral("0.0.0.0"); // from nowhere, which is no place to trust
        }
    }

    /** Who an Authorization header names, or a 401; a 429 when too many failed. */
    public LogIn of(@Nullable String header, InetAddress source) throws RequestProblem, IOException {
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
            Door<LogIn> door = directory.service().door(source, "jmap");
            Answer<LogIn> answer = switch (scheme.toLowerCase(Locale.ROOT)) {
                case "basic" -> basic(door, rest);
                case "bearer" -> door.token(rest);
                default -> throw refused();
            };
            return switch (answer) {
                case Answer.In<LogIn>(LogIn who) -> who;
                case Answer.Wrong<LogIn>() -> throw refused();
                case Answer.Later<LogIn>(Duration after) -> throw RequestProblem.failures(after.toSeconds() + 1);
            };
        }
    }

    private static Answer<LogIn> basic(Door<LogIn> door, String credentials) throws RequestProblem, IOException {
        String text = decode(credentials);
        int colon = text == null ? -1 : text.indexOf(':');
        if (text == null || colon < 1 || colon > 1024) {
            throw refused();
        }
        return door.password(text.substring(0, colon), text.substring(colon + 1));
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

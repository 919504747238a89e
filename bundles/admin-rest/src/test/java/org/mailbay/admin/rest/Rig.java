package org.mailbay.admin.rest;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.admin.rest.audit.Audit;
import org.mailbay.admin.rest.session.Sessions;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Principal.Role;
import org.mailbay.directory.Secret;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.Configurations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin API without a network: users root, admin (of tenant 5), other (of tenant 6), ann; whose passwords are their names. */
final class Rig implements AutoCloseable {
    final Map<String, String> versions = new HashMap<>();
    final Map<String, Set<Role>> roles = new HashMap<>(Map.of(
            "root", Set.of(Role.SYSTEM_ADMINISTRATOR),
            "admin", Set.of(Role.TENANT_ADMINISTRATOR),
            "other", Set.of(Role.TENANT_ADMINISTRATOR),
            "ann", Set.of()));
    final AdminServlet servlet;
    final Audit audit;
    Instant now = Instant.parse("2026-11-23T10:00:00Z");

    Rig(Path data) {
        try {
            Sessions sessions = new Sessions(Configurations.of(Sessions.Config.class, Map.of()), () -> now);
            audit = new Audit(data, Configurations.of(Audit.Config.class, Map.of()), () -> now);
            servlet = new AdminServlet(data, sessions, audit, () -> now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        servlet.bindDirectory((Directory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "door" -> InvocationHandler.invokeDefault(proxy, method, arguments);
                    case "logIn" -> logIn(((Secret) arguments[arguments.length - 1]).reveal(), arguments[0]);
                    case "isValid" -> isValid((Credential) arguments[0]);
                    case "principal" -> principal((String) arguments[0]);
                    default -> throw new AssertionError(method);
                }));
        bind("audit", audit);
    }

    void bind(String path, AdminResource resource) {
        servlet.bindResource(resource, Map.of(AdminResource.PATH, path));
    }

    private Optional<LogIn> logIn(String secret, Object name) {
        boolean isRight = name instanceof Secret || secret.equals(name);
        return principal(secret)
                .filter(_ -> isRight)
                .map(principal -> new LogIn(principal, new Credential(secret, version(secret))));
    }

    private String version(String name) {
        return versions.getOrDefault(name, "p-1");
    }

    private boolean isValid(Credential credential) {
        return roles.containsKey(credential.address())
                && version(credential.address()).equals(credential.version());
    }

    private Optional<Principal> principal(String name) {
        Set<Role> held = roles.get(name);
        TenantId tenant = switch (name) {
            case "admin", "ann" -> new TenantId(5);
            case "other" -> new TenantId(6);
            default -> TenantId.SYSTEM;
        };
        return held == null ? Optional.empty() : Optional.of(new Principal(tenant, name, "", new AccountId(1), held));
    }

    /** An answer. */
    record Answer(int status, Map<String, String> headers, byte[] bytes) {
        JsonNode json() {
            return JsonMapper.shared().readTree(bytes);
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        String code() {
            return json().get("type").asString().replaceFirst("urn:mailbay:problem:", "");
        }
    }

    /** A request; by TLS from elsewhere unless it is said otherwise. */
    final class Asking {
        private final String method;
        private final String uri;
        private final Map<String, String> headers = new HashMap<>();
        private byte[] body = {};
        private boolean isSecure = true;
        private String source = "192.0.2.7";

        Asking(String method, String path) {
            this.method = method;
            this.uri = "/admin/v1" + (path.isEmpty() ? "" : "/" + path);
        }

        Asking with(String header, String value) {
            headers.put(header.toLowerCase(Locale.ROOT), value);
            return this;
        }

        /** With a token of this user. */
        Asking as(String user) {
            return with("Authorization", "Bearer " + user);
        }

        Asking json(String text) {
            body = text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            return with("Content-Type", "application/json");
        }

        Asking bytes(String type, byte[] content) {
            body = content;
            return with("Content-Type", type);
        }

        Asking plainly(String from) {
            isSecure = false;
            source = from;
            return this;
        }

        Answer send() {
            int[] status = {200};
            boolean[] isCommitted = {false};
            Map<String, String> said = new LinkedHashMap<>();
            Kept out = new Kept();
            HttpServletRequest request =
                    proxy(HttpServletRequest.class, (_, asked, arguments) -> switch (asked.getName()) {
                        case "isSecure" -> isSecure;
                        case "getRemoteAddr" -> source;
                        case "getMethod" -> method;
                        case "getRequestURI" -> uri.replaceFirst("\\?.*", "");
                        case "getPathInfo" -> uri.substring("/admin/v1".length());
                        case "getParameterMap" -> parameters();
                        case "getContentType" -> headers.get("content-type");
                        case "getContentLengthLong" -> (long) body.length;
                        case "getInputStream" -> new Sent(body);
                        case "getHeader" -> headers.get(((String) arguments[0]).toLowerCase(Locale.ROOT));
                        default -> throw new AssertionError(asked);
                    });
            HttpServletResponse response =
                    proxy(HttpServletResponse.class, (_, asked, arguments) -> switch (asked.getName()) {
                        case "setStatus" -> {
                            status[0] = (int) arguments[0];
                            yield null;
                        }
                        case "setHeader" -> said.put((String) arguments[0], (String) arguments[1]);
                        case "setContentType" -> said.put("Content-Type", (String) arguments[0]);
                        case "getHeader" -> said.get((String) arguments[0]);
                        case "getOutputStream" -> out;
                        case "isCommitted" -> isCommitted[0];
                        case "setContentLength" -> null;
                        default -> throw new AssertionError(asked);
                    });
            try {
                servlet.service(request, response);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Answer(status[0], said, out.bytes.toByteArray());
        }

        private Map<String, String[]> parameters() {
            Map<String, String[]> parameters = new HashMap<>();
            int at = uri.indexOf('?');
            for (String pair : at < 0 ? new String[0] : uri.substring(at + 1).split("&")) {
                String[] parts = pair.split("=", 2);
                parameters.put(parts[0], new String[] {URLDecoder.decode(parts[1], StandardCharsets.UTF_8)});
            }
            return parameters;
        }
    }

    Asking ask(String method, String path) {
        return new Asking(method, path);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public void close() throws IOException {
        audit.close();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Rig.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static final class Sent extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Sent(byte[] body) {
            bytes = new ByteArrayInputStream(body);
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(@Nullable ReadListener listener) {
            throw new AssertionError("not asynchronous");
        }
    }

    private static final class Kept extends ServletOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(int value) {
            bytes.write(value);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(@Nullable WriteListener listener) {
            throw new AssertionError("not asynchronous");
        }
    }
}

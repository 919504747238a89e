package org.mailbay.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.directory.Credential;
import org.mailbay.directory.Directory;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;

class AdminServletTest {
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "X");

    @TempDir
    private Path data;

    private final List<String> reached = new ArrayList<>();
    private AdminServlet servlet;

    @BeforeEach
    void open() throws IOException {
        servlet = new AdminServlet(data);
        servlet.bindDirectory((Directory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Directory.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "door" -> InvocationHandler.invokeDefault(proxy, method, arguments);
                    case "logIn" -> arguments.length == 1 ? user(((Secret) arguments[0]).reveal()) : Optional.empty();
                    default -> throw new AssertionError(method);
                }));
        servlet.bindResource(
                new AdminResource() {
                    @Override
                    public List<Operation> operations() {
                        return List.of(Operation.get("", "listThings", "Lists things")
                                .needs(Need.system("things.read"))
                                .by(request -> {
                                    reached.add("GET " + request.actor().name());
                                    return AdminResponse.ok(Map.of());
                                }));
                    }
                },
                Map.of(AdminResource.PATH, "things"));
    }

    /** A user's token; an administrator's has its roles. */
    private static Optional<LogIn> user(String token) {
        Set<Principal.Role> roles =
                token.equals("root") ? Set.of(Principal.Role.SYSTEM_ADMINISTRATOR) : Set.<Principal.Role>of();
        return token.equals("root") || token.equals("ann")
                ? Optional.of(new LogIn(
                        new Principal(TenantId.SYSTEM, token, "", new AccountId(1), roles),
                        new Credential(token, "t-1")))
                : Optional.empty();
    }

    private int ask(String method, String uri, @Nullable String authorization, boolean secure) throws IOException {
        int[] status = {200};
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (_, asked, arguments) -> switch (asked.getName()) {
                    case "isSecure" -> secure;
                    case "getRemoteAddr" -> "192.0.2.7";
                    case "getMethod" -> method;
                    case "getRequestURI" -> uri;
                    case "getPathInfo" -> uri.substring("/admin/v1".length());
                    case "getParameterMap" -> Map.of();
                    case "getContentType" -> null;
                    case "getInputStream" -> new Nothing();
                    case "getHeader" -> arguments[0].equals("Authorization") ? authorization : null;
                    default -> throw new AssertionError(asked);
                });
        HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (_, said, arguments) -> switch (said.getName()) {
                    case "setStatus" -> {
                        status[0] = (int) arguments[0];
                        yield null;
                    }
                    case "getOutputStream" -> new Kept();
                    case "isCommitted" -> false;
                    case "getHeader", "setHeader", "setContentType", "setContentLength" -> null;
                    default -> throw new AssertionError(said);
                });
        servlet.service(request, response);
        return status[0];
    }

    @Test
    void nobodyElseReachesAResource() throws IOException {
        for (String method : METHODS) {
            for (String uri :
                    List.of("/admin/v1/things", "/admin/v1/things/a%2Fb", "/admin/v1//things", "/admin/v1/none")) {
                assertThat(ask(method, uri, null, true)).as(method + uri).isEqualTo(401);
                assertThat(ask(method, uri, "Bearer guess", true)).isEqualTo(401);
                assertThat(ask(method, uri, "Basic cm9vdDpyb290", true)).isEqualTo(401);
                assertThat(ask(method, uri, "Bearer ann", true)).as("a user").isEqualTo(403);
                assertThat(ask(method, uri, "Bearer root", false))
                        .as("in the clear")
                        .isEqualTo(403);
            }
        }
        assertThat(reached).isEmpty();
        assertThat(ask("GET", "/admin/v1/things", "Bearer root", true)).isEqualTo(200);
        assertThat(ask("GET", "/admin/v1/none", "Bearer root", true)).isEqualTo(404);
        assertThat(reached).containsExactly("GET root");
    }

    private static final class Nothing extends ServletInputStream {
        @Override
        public int read() {
            return -1;
        }

        @Override
        public boolean isFinished() {
            return true;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
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
        public void setWriteListener(WriteListener listener) {
            throw new AssertionError("not asynchronous");
        }

        @Override
        public String toString() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}

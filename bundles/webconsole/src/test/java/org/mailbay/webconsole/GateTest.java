package org.mailbay.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailbay.admin.Visitor;
import org.mailbay.admin.Visitors;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.Role;
import org.mailbay.swap.Swappable;

class GateTest {
    private final Map<String, String> headers = new HashMap<>(Map.of("Host", "mail.example"));
    private final Map<String, String> answered = new HashMap<>();
    private String method = "GET";
    private String address = "127.0.0.1";
    private boolean isSecure;
    private int status = 200;

    private static Actor actor(Role role, String scope) {
        return new Actor(
                "root@mail.example", Set.of(role), null, Set.of(), Set.of(scope), InetAddress.getLoopbackAddress());
    }

    private static Visitor known(Role role, String scope) {
        return new Visitor.Known(actor(role, scope));
    }

    private boolean enters(Visitor visitor, boolean mayChange) {
        Swappable<Visitors> visitors = new Swappable<>("log-in");
        visitors.bind((_, _, _, _) -> visitor);
        status = 200;
        return new Gate(visitors, mayChange).authenticate(request(), response()) != null;
    }

    private HttpServletRequest request() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (_, called, arguments) -> switch (called.getName()) {
                    case "getHeader" -> headers.get((String) arguments[0]);
                    case "getMethod" -> method;
                    case "getRemoteAddr" -> address;
                    case "isSecure" -> isSecure;
                    case "getRequestURI" -> "/admin/system/console/bundles";
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }

    private HttpServletResponse response() {
        return (HttpServletResponse) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletResponse.class}, (_, called, arguments) -> {
                    switch (called.getName()) {
                        case "setStatus" -> status = (int) arguments[0];
                        case "setHeader" -> answered.put((String) arguments[0], (String) arguments[1]);
                        case "getOutputStream" -> {
                            return new Nowhere();
                        }
                        default -> {
                            // content type, length, flush
                        }
                    }
                    return null;
                });
    }

    private static final class Nowhere extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int b) {}
    }

    @Test
    void systemAdministratorsEnterAndNobodyElse() {
        assertThat(enters(known(Role.SYSTEM_ADMINISTRATOR, "*"), false)).isTrue();
        assertThat(answered.get("Content-Security-Policy")).contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(enters(known(Role.SYSTEM_ADMINISTRATOR, "webconsole.use"), false))
                .isTrue();
        assertThat(enters(known(Role.SYSTEM_ADMINISTRATOR, "queue.read"), false))
                .isFalse();
        assertThat(status).isEqualTo(403);
        for (Role role : Role.values()) {
            if (role != Role.SYSTEM_ADMINISTRATOR) {
                assertThat(enters(known(role, "*"), true)).as(role.name()).isFalse();
                assertThat(status).isEqualTo(403);
            }
        }
        assertThat(enters(new Visitor.Unknown(), false)).isFalse();
        assertThat(status).isEqualTo(401);
        assertThat(answered.get("WWW-Authenticate")).startsWith("Basic ");
        assertThat(enters(new Visitor.Later(Duration.ofSeconds(7)), false)).isFalse();
        assertThat(status).isEqualTo(429);
        assertThat(answered).containsEntry("Retry-After", "7");
    }

    @Test
    void nothingInTheClearButHere() {
        address = "192.0.2.7";
        assertThat(enters(known(Role.SYSTEM_ADMINISTRATOR, "*"), false)).isFalse();
        assertThat(status).isEqualTo(403);
        isSecure = true;
        assertThat(enters(known(Role.SYSTEM_ADMINISTRATOR, "*"), false)).isTrue();
    }

    @Test
    void whileTheLogInIsAwayNobodyEnters() {
        Gate gate = new Gate(new Swappable<>("log-in"), false);
        assertThat(gate.authenticate(request(), response())).isNull();
        assertThat(status).isEqualTo(503);
    }

    @Test
    void itOnlyShowsUnlessChangesAreAllowed() {
        headers.put("Sec-Fetch-Site", "same-origin");
        for (String changing : new String[] {"POST", "PUT", "DELETE", "OPTIONS"}) {
            method = changing;
            assertThat(enters(known(Role.SYSTEM_ADMINISTRATOR, "*"), false))
                    .as(changing)
                    .isFalse();
            assertThat(status).isEqualTo(403);
            assertThat(enters(known(Role.SYSTEM_ADMINISTRATOR, "*"), true))
                    .as(changing)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "same-origin, , , true",
        "cross-site, , Basic x, false",
        "same-site, https://mail.example, Basic x, false",
        "none, , , false",
        ", https://mail.example, , true",
        ", https://evil.example, Basic x, false",
        ", null, Basic x, false",
        ", https://mail.example:8443, , false",
        ", , Basic x, true",
        ", , , false"
    })
    void aChangeComesFromOurOwnPages(String site, String origin, String authorization, boolean enters) {
        method = "POST";
        put("Sec-Fetch-Site", site);
        put("Origin", origin);
        put("Authorization", authorization);
        assertThat(enters(known(Role.SYSTEM_ADMINISTRATOR, "*"), true)).isEqualTo(enters);
    }

    private void put(String name, String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }
}

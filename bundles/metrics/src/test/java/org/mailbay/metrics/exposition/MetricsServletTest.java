package org.mailbay.metrics.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.testkit.Configurations;

class MetricsServletTest {
    private static final String TOKEN = "0123456789abcdef";
    private final Figures figures = new Figures(Duration.ofSeconds(5));
    private int status;
    private String body = "";

    @AfterEach
    void close() {
        figures.close();
    }

    private int get(Map<String, Object> config, String peer, boolean isSecure, @Nullable String authorization)
            throws Exception {
        HttpServletRequest request = proxy(HttpServletRequest.class, (name, argument) -> switch (name) {
            case "getRemoteAddr" -> peer;
            case "isSecure" -> isSecure;
            case "getHeader" -> "Authorization".equals(argument) ? authorization : null;
            default -> null;
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HttpServletResponse response = proxy(HttpServletResponse.class, (name, argument) -> {
            if (name.equals("setStatus")) {
                status = (Integer) argument;
            }
            return name.equals("getOutputStream") ? into(bytes) : null;
        });
        new MetricsServlet(figures, Configurations.of(MetricsServlet.Config.class, config)).doGet(request, response);
        body = bytes.toString(StandardCharsets.UTF_8);
        return status;
    }

    private interface Answering {
        @Nullable
        Object answer(String method, @Nullable Object argument);
    }

    private static <T> T proxy(Class<T> type, Answering answering) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) -> answering.answer(method.getName(), arguments == null ? null : arguments[0])));
    }

    private static ServletOutputStream into(ByteArrayOutputStream bytes) {
        return new ServletOutputStream() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {}

            @Override
            public void write(int b) {
                bytes.write(b);
            }
        };
    }

    @Test
    void thisMachineSeesTheFigures() throws Exception {
        assertThat(get(Map.of(), "127.0.0.1", false, null)).isEqualTo(200);
        assertThat(body).contains("process_open_fds ");
        assertThat(get(Map.of(), "[::1]", false, null)).isEqualTo(200);
        assertThat(get(Map.of("openOnLoopback", false), "127.0.0.1", false, null))
                .isEqualTo(401);
    }

    @Test
    void othersNeedTheTokenAndHttps() throws Exception {
        Map<String, Object> config = Map.of("token", TOKEN);
        assertThat(get(Map.of(), "192.0.2.1", true, "Bearer ")).isEqualTo(401);
        assertThat(get(config, "192.0.2.1", true, null)).isEqualTo(401);
        assertThat(get(config, "192.0.2.1", true, "Bearer wrong" + TOKEN)).isEqualTo(401);
        assertThat(get(config, "192.0.2.1", false, "Bearer " + TOKEN)).isEqualTo(403);
        assertThat(body).doesNotContain("process_open_fds");
        assertThat(get(config, "192.0.2.1", true, "bearer " + TOKEN)).isEqualTo(200);
        assertThat(get(config, "a name", true, null)).isEqualTo(401);
    }

    @Test
    void aTokenThatCanBeGuessedIsRefused() {
        assertThatThrownBy(() -> get(Map.of("token", "short"), "127.0.0.1", true, null))
                .hasMessageContaining("16");
    }
}

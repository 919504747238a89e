package org.mailbay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void raisedPortsStayOnLoopback() {
        Settings settings = Settings.of(config(Map.of()), 8000, false);
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.tlsPort()).isEqualTo(8443);
    }

    @Test
    void realPortsAreOpenToAll() {
        Settings settings = Settings.of(config(Map.of()), 0, false);
        assertThat(settings.host()).isEmpty();
        assertThat(settings.port()).isEqualTo(80);
    }

    @Test
    void freeAndNoPortsAreNotRaised() {
        Settings settings = Settings.of(config(Map.of("port", 0, "tlsPort", -1)), 8000, false);
        assertThat(settings.port()).isZero();
        assertThat(settings.tlsPort()).isEqualTo(-1);
    }

    @Test
    void aDemoNeverLeavesTheMachine() {
        assertThat(Settings.of(config(Map.of()), 0, true).host()).isEqualTo("127.0.0.1");
        assertThat(Settings.of(config(Map.of("host", "::1")), 0, true).host()).isEqualTo("::1");
        assertThatThrownBy(() -> Settings.of(config(Map.of("host", "192.0.2.1")), 0, true))
                .hasMessageContaining("192.0.2.1");
    }

    private static HttpServer.Config config(Map<String, Object> values) {
        return (HttpServer.Config) Proxy.newProxyInstance(
                SettingsTest.class.getClassLoader(),
                new Class<?>[] {HttpServer.Config.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}

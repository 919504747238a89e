package org.mailbay.tls.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.admin.spi.Call;

final class CertificatesResourceTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    Path folder;

    private List<?> shown() throws Exception {
        PemCertificates certificates = new PemCertificates(
                folder,
                (PemCertificates.Config) Proxy.newProxyInstance(
                        PemCertificates.Config.class.getClassLoader(),
                        new Class<?>[] {PemCertificates.Config.class},
                        (_, method, _) ->
                                method.getName().equals("hostname") ? "mail.example.test" : method.getDefaultValue()),
                InstantSource.fixed(NOW));
        try {
            return (List<?>) Call.of("GET", "")
                    .to(new CertificatesResource(certificates))
                    .get("items");
        } finally {
            certificates.close();
        }
    }

    @Test
    void whatIsServedIsShown() throws Exception {
        assertThat(shown()).singleElement().satisfies(row -> {
            Map<?, ?> one = (Map<?, ?>) row;
            assertThat(one.get("names")).asString().contains("mail.example.test", "localhost");
            assertThat(one.get("notAfter")).isEqualTo("2036-05-29T00:00:00Z");
            assertThat(one.get("key")).isEqualTo("EC 256");
            assertThat(one.get("selfSigned")).isEqualTo(true);
            assertThat(one.get("sha256")).asString().matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
            assertThat(one.containsKey("trouble")).isFalse();
        });
    }

    @Test
    void filesThatCannotBeUsedAreShownWithTheReason() throws Exception {
        Files.writeString(folder.resolve("shop.crt"), "no certificate");
        Files.writeString(folder.resolve("shop.key"), "no key");
        assertThat(shown()).anySatisfy(row -> {
            Map<?, ?> one = (Map<?, ?>) row;
            assertThat(one.get("name")).isEqualTo("shop");
            assertThat(one.get("trouble")).asString().contains("no certificate");
            assertThat(one.containsKey("notAfter")).isFalse();
        });
    }
}

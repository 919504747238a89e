package org.mailbay.tls.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.Figures;

class CertificateFiguresTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void theEndOfEachAndHowManyAreOfNoUse() throws Exception {
        Files.writeString(folder.resolve("shop.crt"), "no certificate");
        Files.writeString(folder.resolve("shop.key"), "no key");
        PemCertificates certificates = new PemCertificates(
                folder,
                Configurations.of(PemCertificates.Config.class, Map.of("hostname", "mail.example.test")),
                InstantSource.fixed(NOW));
        try {
            Map<String, Double> figures = Figures.of(new CertificateFigures(certificates));
            assertThat(figures).containsEntry("mailbay_tls_certificates_unusable", 1.0);
            assertThat(figures.get("mailbay_tls_certificate_end_seconds{name=\"self-signed\"}"))
                    .isGreaterThan(NOW.getEpochSecond());
            assertThat(figures.get("mailbay_tls_certificate_changes_total")).isEqualTo(0);
        } finally {
            certificates.close();
        }
    }
}

package org.mailbay.tls.files;

import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** When certificates end: what an alarm is set on, weeks before clients notice. */
@Component(service = MetricSource.class)
public final class CertificateFigures implements MetricSource {
    private final PemCertificates certificates;

    @Activate
    public CertificateFigures(@Reference PemCertificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public void measure(Metrics out) {
        for (Pair pair : certificates.pairs().pairs()) {
            out.gauge(
                    "mailbay_tls_certificate_end_seconds",
                    "When the certificate, or one of its chain, ends: seconds since 1970-01-01 UTC.",
                    pair.notAfter().getEpochSecond(),
                    "name",
                    pair.name());
        }
        out.gauge(
                "mailbay_tls_certificates_unusable",
                "Files of certificates that cannot be used; health says why.",
                certificates.troubles().size());
        out.counter(
                "mailbay_tls_certificate_changes_total",
                "How often certificates were read anew since the start.",
                certificates.generation() - 1);
    }
}

package org.mailbay.metrics.exposition;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /admin/v1/metrics}: the same figures as JSON; {@code ?prefix=} leaves out names that begin otherwise. */
@Component(property = AdminResource.PATH + "=metrics")
public final class MetricsResource implements AdminResource {
    private final Figures figures;

    @Activate
    public MetricsResource(@Reference Figures figures) {
        this.figures = figures;
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        if (!request.method().equals("GET") || !request.path().isEmpty()) {
            throw new AdminProblem(404, "not-found", "Metrics has only GET /metrics.");
        }
        String prefix = request.query().getOrDefault("prefix", "");
        List<Object> families = new ArrayList<>();
        Page page = measure();
        page.families().forEach((name, samples) -> {
            if (name.startsWith(prefix)) {
                families.add(family(name, samples));
            }
        });
        return AdminResponse.ok(Map.of("metrics", families, "conflicts", page.conflicts()));
    }

    private Page measure() throws IOException {
        try {
            return figures.measure();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static Map<String, Object> family(String name, List<Sample> samples) {
        Map<String, Object> family = new LinkedHashMap<>();
        family.put("name", name);
        family.put("kind", samples.getFirst().kind().name().toLowerCase(Locale.ROOT));
        family.put("help", samples.getFirst().help());
        // JSON has no number for what is none
        family.put(
                "samples",
                samples.stream()
                        .filter(sample -> Double.isFinite(sample.value()))
                        .map(sample -> Map.of("labels", sample.labels(), "value", sample.value()))
                        .toList());
        return family;
    }
}

package org.mailbay.metrics.exposition;

import static org.mailbay.admin.spi.Shape.field;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /admin/v1/metrics}: the same figures as JSON; {@code ?prefix=} leaves out names that begin otherwise. */
@Component(property = AdminResource.PATH + "=metrics")
public final class MetricsResource implements AdminResource {
    private static final Shape SHOWN = Shape.object(
            field(
                    "items",
                    Shape.list(Shape.object(
                            field("name", Shape.text(), "with its unit"),
                            field("kind", Shape.text(), "counter, gauge or histogram"),
                            field("help", Shape.text(0, 10_000), "what it says"),
                            field(
                                    "samples",
                                    Shape.list(
                                            Shape.object(
                                                    field("labels", Shape.map(Shape.lines(0, 10_000)), "of what"),
                                                    field("value", Shape.decimal(), "how much")),
                                            100_000),
                                    "one for each set of labels"))),
                    "families of figures"),
            field("conflicts", Shape.anything(), "names that two parts use for different things"));

    private final Figures figures;

    @Activate
    public MetricsResource(@Reference Figures figures) {
        this.figures = figures;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("", "listMetrics", "Shows the figures of every part")
                .query("prefix", Shape.text(), "leaves out names that begin otherwise")
                .answers(SHOWN)
                .needs(Need.system("metrics.read"))
                .by(this::show));
    }

    private AdminResponse show(AdminRequest request) throws IOException {
        String prefix = request.query("prefix", "");
        List<Object> families = new ArrayList<>();
        Page page = measure();
        page.families().forEach((name, samples) -> {
            if (name.startsWith(prefix)) {
                families.add(family(name, samples));
            }
        });
        return AdminResponse.ok(Map.of("items", families, "conflicts", page.conflicts()));
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

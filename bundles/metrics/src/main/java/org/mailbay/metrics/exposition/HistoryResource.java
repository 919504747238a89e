package org.mailbay.metrics.exposition;

import static org.mailbay.admin.spi.Shape.anything;
import static org.mailbay.admin.spi.Shape.decimal;
import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.list;
import static org.mailbay.admin.spi.Shape.map;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.text;

import java.util.List;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /admin/v1/metrics/history}: the main figures of the last hour. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=metrics/history")
public final class HistoryResource implements AdminResource {
    private static final Shape.Fields SERIES = object(
            field("name", text(), "of the figure"),
            field("labels", map(text()), "which one of that name"),
            field("values", list(anything()), "one for each time; null where there was none"));
    private static final Shape.Fields HISTORY = object(
            field("times", list(decimal()), "seconds since 1970-01-01 UTC, ten apart"),
            field("series", list(SERIES), "the figures"));

    private final History history;

    @Activate
    public HistoryResource(@Reference History history) {
        this.history = history;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("", "getMetricsHistory", "The main figures of the last hour")
                .answers(HISTORY)
                .needs(Need.system("metrics.read"))
                .by(request -> AdminResponse.ok(history.show())));
    }
}

package org.mailbay.features;

import static org.mailbay.admin.spi.Shape.field;

import java.util.List;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/canaries}: revisions that serve a share of the connections. They begin with an update. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=canaries")
public final class CanariesResource implements AdminResource {
    private static final Shape.Fields FIGURES = Shape.object(
            field("sessions", Shape.number(), "opened or resumed"),
            field("connections", Shape.number(), "open now"),
            field("broken", Shape.number(), "sessions that ended by its fault"),
            field("errors", Shape.number(), "error events of its classes"),
            field("refused", Shape.number(), "refusals and failures that its own counters say"));
    private static final Shape.Fields CANARY = Shape.object(
            field("name", Shape.text(), "the bundle's symbolic name"),
            field("from", Shape.text(), "the version that serves the others"),
            field("to", Shape.text(), "the version on trial"),
            field("percent", Shape.number(1, 99), "of connections"),
            field("begun", Shape.instant(), "when"),
            field("until", Shape.instant(), "when it is promoted by itself"),
            field("outcome", Shape.oneOf("running", "promoted", "withdrawn"), "how it stands"),
            field("why", Shape.text(), "what decided; empty while it runs"),
            field(
                    "figures",
                    Shape.object(field("old", FIGURES, "since it began"), field("new", FIGURES, "of the trial")),
                    "what both did"));

    private final Features features;

    @Activate
    public CanariesResource(@Reference Features features) {
        this.features = features;
    }

    @Override
    public List<Operation> operations() {
        Need write = Need.system("features.write");
        return List.of(
                Operation.get("", "listCanaries", "Lists revisions that are tried, or were")
                        .answers(Shape.object(field("items", Shape.list(CANARY), "the one that runs first")))
                        .needs(Need.system("features.read"))
                        .by(_ -> AdminResponse.page(features.canaries(), null)),
                Operation.post("{name}/promote", "promoteCanary", "Has the revision on trial serve all")
                        .answers(CANARY)
                        .slow()
                        .needs(write)
                        .by(request -> AdminResponse.ok(features.promote(
                                FeaturesResource.name(request), request.actor().name()))),
                Operation.post("{name}/withdraw", "withdrawCanary", "Takes the revision on trial away")
                        .answers(CANARY)
                        .slow()
                        .needs(write)
                        .by(request -> AdminResponse.ok(features.withdraw(
                                FeaturesResource.name(request), request.actor().name()))));
    }
}

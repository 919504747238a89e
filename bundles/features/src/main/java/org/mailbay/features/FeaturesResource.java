package org.mailbay.features;

import static org.mailbay.admin.spi.Shape.field;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/features}: what runs, and exchanging it. */
@Component(property = AdminResource.PATH + "=features")
public final class FeaturesResource implements AdminResource {
    private static final String JAR = "application/java-archive";
    private static final int MOST_BYTES = 64 << 20;
    private static final Need WRITE = Need.system("features.write");

    private final Features features;

    @Activate
    public FeaturesResource(@Reference Features features) {
        this.features = features;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listFeatures", "Lists what runs")
                        .answers(Shape.object(field("items", Shape.list(Shape.anything()), "bundles")))
                        .needs(Need.system("features.read"))
                        .by(_ -> AdminResponse.page(features.list(), null)),
                Operation.post("", "updateFeature", "Updates or installs a bundle while the server runs")
                        .takesBytes(JAR, MOST_BYTES)
                        .query("force", Shape.flag(), "also an older version than the one that runs")
                        .query(
                                "accept",
                                Shape.text(),
                                "what it may use beyond what the one that runs may: words with commas")
                        .query("canary", Shape.number(1, 99), "serve so many percent of connections only, for a time")
                        .query("canarySeconds", Shape.number(1, 604_800), "how long: 600 unless said")
                        .slow()
                        .needs(WRITE)
                        .by(this::update),
                Operation.post("preview", "previewFeature", "Says what an update would touch")
                        .takesBytes(JAR, MOST_BYTES)
                        .needs(WRITE)
                        .by(request -> AdminResponse.ok(features.preview(request.content()))),
                Operation.get("{name}/removal", "previewRemoval", "Says what removing or disabling would touch")
                        .needs(Need.system("features.read"))
                        .by(request -> AdminResponse.ok(features.previewRemoval(name(request)))),
                Operation.post("{name}/rollback", "rollbackFeature", "Goes back to the revision before")
                        .slow()
                        .needs(WRITE)
                        .by(this::rollback),
                Operation.delete("{name}", "removeFeature", "Takes away what was installed, for good")
                        .dangerous()
                        .slow()
                        .needs(WRITE)
                        .by(request -> AdminResponse.ok(features.remove(name(request), actor(request)))),
                Operation.post("{name}/disable", "disableFeature", "Stops a bundle, now and at each start")
                        .dangerous()
                        .slow()
                        .needs(WRITE)
                        .by(request -> AdminResponse.ok(features.disable(name(request), actor(request)))),
                Operation.post("{name}/enable", "enableFeature", "Starts a bundle that was disabled")
                        .slow()
                        .needs(WRITE)
                        .by(request -> AdminResponse.ok(features.enable(name(request), actor(request)))));
    }

    private AdminResponse update(AdminRequest request) throws AdminProblem, IOException {
        long percent = request.query("canary", 0L);
        if (percent > 0) {
            return AdminResponse.ok(features.tryOut(
                    request.content(),
                    request.query("force", false),
                    request.query("accept", ""),
                    (int) percent,
                    Duration.ofSeconds(request.query("canarySeconds", 600L)),
                    actor(request)));
        }
        return AdminResponse.ok(features.update(
                request.content(), request.query("force", false), request.query("accept", ""), actor(request)));
    }

    private AdminResponse rollback(AdminRequest request) throws AdminProblem, IOException {
        return AdminResponse.ok(features.rollback(name(request), actor(request)));
    }

    private static String actor(AdminRequest request) {
        return request.actor().name();
    }

    /** {@code smtp} is {@code org.mailbay.smtp}. */
    static String name(AdminRequest request) {
        String name = request.variable("name");
        return name.contains(".") ? name : "org.mailbay." + name;
    }
}

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

/** {@code /admin/v1/feature-files}: several bundles and their configuration as one. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=feature-files")
public final class FeatureFilesResource implements AdminResource {
    private static final int MOST_BYTES = 64 << 20;

    private final Features features;

    @Activate
    public FeatureFilesResource(@Reference Features features) {
        this.features = features;
    }

    @Override
    public List<Operation> operations() {
        Need read = Need.system("features.read");
        Need write = Need.system("features.write");
        Shape names = Shape.list(Shape.text());
        return List.of(
                Operation.get("", "listFeatureFiles", "Lists features that were installed as one")
                        .answers(Shape.object(field(
                                "items",
                                Shape.list(Shape.object(
                                        field("id", Shape.text(), "group:artifact"),
                                        field("bundles", names, "what came with it"))),
                                "features")))
                        .needs(read)
                        .by(_ -> AdminResponse.page(features.files().list(), null)),
                Operation.get("runtime", "exportFeatureFile", "Writes what runs as OSGi Feature JSON")
                        .needs(Need.system("config.read"))
                        .by(_ -> AdminResponse.ok(features.files().export())),
                Operation.post("", "installFeatureFile", "Installs bundles and their configuration: all or nothing")
                        .takesBytes("application/zip", MOST_BYTES)
                        .query("force", Shape.flag(), "also older versions than those that run")
                        .query(
                                "accept",
                                Shape.text(),
                                "what they may use beyond what those that run may: words with commas")
                        .slow()
                        .needs(write)
                        .by(request -> AdminResponse.ok(features.installFile(
                                request.content(),
                                request.query("force", false),
                                request.query("accept", ""),
                                request.actor().name()))),
                Operation.delete("{id}", "removeFeatureFile", "Takes away what came with a feature")
                        .dangerous()
                        .slow()
                        .needs(write)
                        .by(request -> AdminResponse.ok(features.removeFile(
                                request.variable("id"), request.actor().name()))));
    }
}

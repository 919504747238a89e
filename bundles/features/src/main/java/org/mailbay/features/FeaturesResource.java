package org.mailbay.features;

import java.io.IOException;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /admin/v1/features}: GET lists; POST of a jar updates or installs; POST {@code preview} says what that would touch; POST
 * {@code NAME/rollback} goes back.
 */
@Component(property = AdminResource.PATH + "=features")
public final class FeaturesResource implements AdminResource {
    private final Features features;

    @Activate
    public FeaturesResource(@Reference Features features) {
        this.features = features;
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        request.only();
        String what = request.method() + " " + String.join("/", request.path());
        if (what.equals("GET ")) {
            return AdminResponse.ok(Map.of("features", features.list()));
        }
        if (what.equals("POST ")) {
            boolean force = Boolean.parseBoolean(request.query().get("force"));
            return AdminResponse.ok(
                    features.update(request.content(), force, request.actor().name()));
        }
        if (what.equals("POST preview")) {
            return AdminResponse.ok(features.preview(request.content()));
        }
        if (request.method().equals("POST")
                && request.path().size() == 2
                && request.path().get(1).equals("rollback")) {
            return AdminResponse.ok(features.rollback(
                    full(request.path().getFirst()), request.actor().name()));
        }
        throw new AdminProblem(
                404,
                "not-found",
                "Ask GET features, POST features, POST features/preview or POST features/NAME/rollback.");
    }

    /** {@code smtp} is {@code org.mailbay.smtp}. */
    private static String full(String name) {
        return name.contains(".") ? name : "org.mailbay." + name;
    }
}

package org.mailbay.admin.rest;

import static org.mailbay.admin.spi.Shape.field;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;

/** {@code /admin/v1}: what there is, for who asks; {@code /admin/v1/openapi.json}: how all of it is asked. */
final class OverviewResource implements AdminResource {
    private static final Need ANYBODY = Need.user("api.read");

    private final Routes routes;

    OverviewResource(Routes routes) {
        this.routes = routes;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listResources", "Lists what you may ask")
                        .answers(Shape.object(field(
                                "items",
                                Shape.list(Shape.object(
                                        field("path", Shape.text(), "below /admin/v1"),
                                        field("operations", Shape.list(Shape.text()), "their ids"))),
                                "by path")))
                        .needs(ANYBODY)
                        .by(this::list),
                Operation.get("openapi.json", "getOpenapi", "Says how everything is asked: OpenAPI 3.1")
                        .needs(ANYBODY)
                        .by(_ -> AdminResponse.ok(OpenApi.document(routes.operations()))));
    }

    private AdminResponse list(AdminRequest request) {
        Map<String, List<String>> paths = new TreeMap<>();
        for (Routes.Listed listed : routes.operations()) {
            if (!listed.path().segments().isEmpty() && mayAsk(request.actor(), listed.operation())) {
                paths.computeIfAbsent(listed.path().segments().getFirst(), _ -> new ArrayList<>())
                        .add(listed.operation().id());
            }
        }
        List<Map<String, Object>> items = new ArrayList<>();
        paths.forEach((path, operations) -> {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("path", path);
            item.put("operations", operations);
            items.add(item);
        });
        return AdminResponse.page(items, null);
    }

    private static boolean mayAsk(Actor actor, Operation operation) {
        try {
            operation.need().check(actor);
            return true;
        } catch (AdminProblem e) {
            return false;
        }
    }
}

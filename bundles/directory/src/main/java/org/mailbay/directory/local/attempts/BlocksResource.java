package org.mailbay.directory.local.attempts;

import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /admin/v1/blocks}: who failed to log in lately; {@code DELETE blocks}, {@code blocks/source/ADDRESS}, {@code
 * blocks/account/ADDRESS}. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=blocks")
public final class BlocksResource implements AdminResource {
    private static final Logger LOG = LoggerFactory.getLogger(BlocksResource.class);

    private final Attempts attempts;

    @Activate
    public BlocksResource(@Reference Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    public AdminResponse handle(AdminRequest request) throws AdminProblem {
        List<String> path = request.path();
        boolean isDelete = request.method().equals("DELETE");
        if (!isDelete && !request.method().equals("GET")) {
            throw new AdminProblem(405, "method-not-allowed", "Only GET and DELETE are known here.");
        }
        if (path.isEmpty() && !isDelete) {
            return AdminResponse.ok(Map.of("blocks", attempts.show()));
        }
        if (path.isEmpty()) {
            attempts.liftAll();
            return lifted("all", request);
        }
        if (path.size() != 2 || !isDelete) {
            throw new AdminProblem(404, "not-found", "There is nothing of this name.");
        }
        if (!lift(path.getFirst(), path.getLast())) {
            throw new AdminProblem(404, "not-found", "Nothing lies on " + path.getLast() + ".");
        }
        return lifted(path.getFirst() + ' ' + path.getLast(), request);
    }

    private boolean lift(String scope, String who) throws AdminProblem {
        return switch (scope) {
            case "source" ->
                attempts.liftSource(Network.parse(who)
                        .orElseThrow(() -> new AdminProblem(400, "malformed", "This is no address."))
                        .address());
            case "account" -> attempts.forget(Attempts.key(who));
            default -> throw new AdminProblem(404, "not-found", "There are source and account.");
        };
    }

    private static AdminResponse lifted(String what, AdminRequest request) {
        LOG.info(
                "event=log-in-block-lifted what=\"{}\" actor={}",
                what.replaceAll("[^\\p{L}\\p{N}@._:/ -]", "?"),
                request.actor().name());
        return AdminResponse.ok(Map.of("lifted", what));
    }
}

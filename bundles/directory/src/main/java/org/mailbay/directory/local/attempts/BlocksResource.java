package org.mailbay.directory.local.attempts;

import static org.mailbay.admin.spi.Shape.field;

import java.util.List;
import java.util.Map;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /admin/v1/blocks}: who failed to log in lately, and lifting what lies on them for it. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=blocks")
public final class BlocksResource implements AdminResource {
    private static final Logger LOG = LoggerFactory.getLogger(BlocksResource.class);
    private static final String ADDRESS = "address";
    private static final Need WRITE = Need.system("blocks.write");
    private static final Shape LIFTED = Shape.object(field("lifted", Shape.text(), "of what"));

    private final Attempts attempts;

    @Activate
    public BlocksResource(@Reference Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listBlocks", "Shows who failed to log in lately")
                        .answers(Shape.object(field("items", Shape.list(Shape.anything()), "accounts and networks")))
                        .needs(Need.system("blocks.read"))
                        .by(_ -> AdminResponse.page(attempts.show(), null)),
                Operation.delete("", "deleteBlocks", "Forgets all failures, and lifts all blocks")
                        .answers(LIFTED)
                        .dangerous()
                        .needs(WRITE)
                        .by(this::liftAll),
                Operation.delete("source/{address}", "deleteSourceBlock", "Lifts what lies on a network")
                        .answers(LIFTED)
                        .needs(WRITE)
                        .by(this::liftSource),
                Operation.delete("account/{address}", "deleteAccountBlock", "Lifts what lies on an account")
                        .answers(LIFTED)
                        .needs(WRITE)
                        .by(this::liftAccount));
    }

    private AdminResponse liftAll(AdminRequest request) {
        attempts.liftAll();
        return lifted("all", request);
    }

    private AdminResponse liftSource(AdminRequest request) throws AdminProblem {
        String address = request.variable(ADDRESS);
        Network network =
                Network.parse(address).orElseThrow(() -> new AdminProblem(400, "malformed", "This is no address."));
        if (!attempts.liftSource(network.address())) {
            throw AdminProblem.notFound("Nothing lies on " + address + ".");
        }
        return lifted("source " + address, request);
    }

    private AdminResponse liftAccount(AdminRequest request) throws AdminProblem {
        String address = request.variable(ADDRESS);
        if (!attempts.forget(Attempts.key(address))) {
            throw AdminProblem.notFound("Nothing lies on " + address + ".");
        }
        return lifted("account " + address, request);
    }

    private static AdminResponse lifted(String what, AdminRequest request) {
        LOG.info(
                "event=log-in-block-lifted what=\"{}\" actor={}",
                what.replaceAll("[^\\p{L}\\p{N}@._:/ -]", "?"),
                request.actor().name());
        return AdminResponse.ok(Map.of("lifted", what));
    }
}

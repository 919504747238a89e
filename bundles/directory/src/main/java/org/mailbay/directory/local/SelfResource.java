package org.mailbay.directory.local;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.flag;
import static org.mailbay.admin.spi.Shape.object;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.sasl.Answer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/self}: what every user sees and changes of themself. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=self")
public final class SelfResource implements AdminResource {
    private static final Need READ = Need.user("self.read");
    private static final Need WRITE = Need.user("self.write");

    private final StoredDirectory directory;
    private final KeyHandlers keys;

    @Activate
    public SelfResource(@Reference StoredDirectory directory) {
        this.directory = directory;
        keys = new KeyHandlers(
                directory,
                request -> self(request).address(),
                request -> self(request).address());
    }

    @Override
    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>(List.of(
                Operation.get("", "getSelf", "Shows who you are")
                        .answers(AccountShapes.ACCOUNT)
                        .needs(READ)
                        .by(request ->
                                AdminResponse.ok(Sight.of(directory, request).show(self(request)))),
                Operation.put("password", "setOwnPassword", "Sets your password; all your sessions end")
                        .takes(object(
                                field("current", AccountShapes.PASSWORD, "the password until now"),
                                field("password", AccountShapes.PASSWORD, "the one from now on")))
                        .answers(object(field("changed", flag(), "true")))
                        .needs(WRITE)
                        .by(this::password),
                Operation.get("usage", "getOwnUsage", "Shows how much you hold, and may")
                        .answers(AccountShapes.USAGE)
                        .needs(READ)
                        .by(request -> AdminResponse.ok(
                                directory.usage().shown(self(request).account())))));
        operations.addAll(keys.operations("", "Own", READ, WRITE));
        return operations;
    }

    /** Who asks, if they are a user at all: the bearer of the token file is none. */
    private Principal self(AdminRequest request) throws AdminProblem {
        return directory
                .principal(request.actor().name())
                .filter(principal -> principal.tenant().equals(request.actor().tenant()))
                .orElseThrow(() -> AdminProblem.notFound("You are no user of this server."));
    }

    private AdminResponse password(AdminRequest request) throws AdminProblem, IOException {
        Principal self = self(request);
        switch (directory.door(request.actor().source()).password(self.address(), request.text("current"))) {
            case Answer.In<LogIn> in -> {}
            case Answer.Wrong<LogIn> wrong ->
                throw AdminProblem.malformed("current", "This is not your present password.");
            case Answer.Later<LogIn>(Duration after) ->
                throw new AdminProblem(
                        429, "too-many-failures", "Try again in " + (after.toSeconds() + 1) + " seconds.");
        }
        try {
            directory.setPassword(self.address(), Sight.secret(request, "password"));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
        return AdminResponse.ok(Map.of("changed", true));
    }
}

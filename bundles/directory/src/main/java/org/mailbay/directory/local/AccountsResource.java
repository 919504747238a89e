package org.mailbay.directory.local;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.optional;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Field;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Shape;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Principal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/accounts}: users, their passwords and tokens. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=accounts")
public final class AccountsResource extends DirectoryResource {
    private static final String ADDRESS = "address";
    private static final String PURPOSE = "purpose";
    private static final Need READ = Need.system("accounts.read");
    private static final Need WRITE = Need.system("accounts.write");
    private static final Field PASSWORD = field("password", Shape.secret(1, 1_000), "to log in with");
    private static final Shape.Fields ACCOUNT = Shape.object(
            field(ADDRESS, NAMED, "the user's main address"),
            field(NAME, Shape.text(), "for people"),
            field("account", Shape.text(), "id of the user's data"),
            field(TENANT, Shape.text(), "name of the tenant"),
            field("roles", Shape.list(Shape.text()), "what the user may administer"));

    private final StoredDirectory directory;

    @Activate
    public AccountsResource(@Reference StoredDirectory directory) {
        this.directory = directory;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listAccounts", "Lists all users")
                        .pages(ACCOUNT)
                        .needs(READ)
                        .by(this::list),
                Operation.get("{address}", "getAccount", "Shows a user")
                        .answers(ACCOUNT)
                        .needs(READ)
                        .by(this::show),
                Operation.post("", "createAccount", "Makes a user with an account")
                        .takes(Shape.object(
                                field(ADDRESS, NAMED, "the user's main address"),
                                optional(NAME, Shape.text(0, 200), "for people"),
                                PASSWORD))
                        .answers(ACCOUNT)
                        .needs(WRITE)
                        .by(asking(this::create)),
                Operation.put("{address}/password", "setPassword", "Sets a user's password")
                        .takes(Shape.object(PASSWORD))
                        .answers(Shape.object(field(ADDRESS, NAMED, "whose it is")))
                        .needs(WRITE)
                        .by(asking(this::setPassword)),
                Operation.post("{address}/tokens", "createToken", "Issues a bearer token, which is shown once")
                        .takes(Shape.object(field(PURPOSE, Shape.text(1, 100), "by which it is revoked")))
                        .answers(Shape.object(field("token", Shape.secret(1, 1_000), "to log in with")))
                        .answersSecret()
                        .needs(WRITE)
                        .by(asking(this::issueToken)),
                Operation.delete("{address}/tokens/{purpose}", "deleteTokens", "Revokes the tokens of a purpose")
                        .answers(Shape.object(field("revoked", Shape.number(), "how many there were")))
                        .needs(WRITE)
                        .by(asking(this::revokeTokens)));
    }

    private AdminResponse list(AdminRequest request) {
        List<Principal> all = directory.principals().stream()
                .sorted(Comparator.comparing(Principal::address))
                .toList();
        return AdminResponse.page(request, all, Principal::address, principal -> show(directory, principal));
    }

    private AdminResponse show(AdminRequest request) throws AdminProblem {
        return AdminResponse.ok(directory
                .principal(request.variable(ADDRESS))
                .map(principal -> show(directory, principal))
                .orElseThrow(() -> AdminProblem.notFound("There is no such user.")));
    }

    private AdminResponse create(AdminRequest request) throws AdminProblem, DirectoryException, IOException {
        return AdminResponse.created(
                show(directory, directory.createUser(request.text(ADDRESS), request.text(NAME, ""), secret(request))));
    }

    private AdminResponse setPassword(AdminRequest request) throws AdminProblem, DirectoryException, IOException {
        directory.setPassword(request.variable(ADDRESS), secret(request));
        return AdminResponse.ok(Map.of(ADDRESS, request.variable(ADDRESS)));
    }

    private AdminResponse issueToken(AdminRequest request) throws AdminProblem, DirectoryException, IOException {
        return AdminResponse.created(Map.of(
                "token",
                directory
                        .issueToken(request.variable(ADDRESS), request.text(PURPOSE))
                        .reveal()));
    }

    private AdminResponse revokeTokens(AdminRequest request) throws DirectoryException, IOException {
        return AdminResponse.ok(
                Map.of("revoked", directory.revokeTokens(request.variable(ADDRESS), request.variable(PURPOSE))));
    }
}

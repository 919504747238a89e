package org.mailbay.directory.local;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.flag;
import static org.mailbay.admin.spi.Shape.instant;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.directory.Departed;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Principal;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/accounts}: users, and what lets them in. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=accounts")
public final class AccountsResource implements AdminResource {
    private static final Need READ = Need.domain("accounts.read");
    private static final Need WRITE = Need.domain("accounts.write");
    private static final String ONE = "{address}";

    private final StoredDirectory directory;
    private final KeyHandlers keys;

    @Activate
    public AccountsResource(@Reference StoredDirectory directory) {
        this.directory = directory;
        keys = new KeyHandlers(
                directory,
                request -> sight(request).principal(request.variable("address")).address(),
                request ->
                        sight(request).changeable(request.variable("address")).address());
    }

    private Sight sight(AdminRequest request) {
        return Sight.of(directory, request);
    }

    @Override
    public List<Operation> operations() {
        List<Operation> operations = new ArrayList<>(List.of(
                Operation.get("", "listAccounts", "Lists the users")
                        .pages(AccountShapes.ACCOUNT)
                        .query("domain", text(1, 255), "only those of a domain")
                        .query("tenant", text(1, 64), "only those of a tenant")
                        .query("text", text(1, 255), "only those whose address or name has this in it")
                        .needs(READ)
                        .by(this::list),
                Operation.post("", "createAccount", "Makes a user")
                        .takes(AccountShapes.NEW)
                        .answers(AccountShapes.ACCOUNT)
                        .needs(WRITE)
                        .by(this::create),
                Operation.get(ONE, "getAccount", "Shows a user")
                        .answers(AccountShapes.ACCOUNT)
                        .needs(READ)
                        .by(request -> AdminResponse.ok(
                                sight(request).show(sight(request).principal(request.variable("address"))))),
                Operation.patch(ONE, "updateAccount", "Changes a user's name, state, roles or quota")
                        .takes(AccountShapes.CHANGES)
                        .answers(AccountShapes.ACCOUNT)
                        .needs(WRITE)
                        .by(this::update),
                Operation.delete(
                                ONE, "deleteAccount", "Removes a user; the data stays for a while, and can be restored")
                        .answers(object(
                                field("account", text(1, 20), "name of its data"),
                                field("until", instant(), "when its data goes")))
                        .dangerous()
                        .needs(WRITE)
                        .by(this::remove),
                Operation.post(ONE + "/rename", "renameAccount", "Gives a user another address; all sessions end")
                        .takes(object(field("address", AccountShapes.ADDRESS, "of a domain of the same tenant")))
                        .answers(AccountShapes.ACCOUNT)
                        .needs(WRITE)
                        .by(this::rename),
                Operation.put(ONE + "/password", "setAccountPassword", "Sets a user's password; all sessions end")
                        .takes(object(field("password", AccountShapes.PASSWORD, "to log in with")))
                        .answers(object(field("changed", flag(), "true")))
                        .needs(WRITE)
                        .by(this::password),
                Operation.get(ONE + "/usage", "getAccountUsage", "Shows how much a user holds, and may")
                        .answers(AccountShapes.USAGE)
                        .needs(READ)
                        .by(request -> AdminResponse.ok(directory
                                .usage()
                                .shown(sight(request)
                                        .principal(request.variable("address"))
                                        .account())))));
        operations.addAll(keys.operations(ONE + "/", "Account", READ, WRITE));
        return operations;
    }

    private AdminResponse list(AdminRequest request) throws AdminProblem {
        Sight sight = sight(request);
        String domain = request.query().containsKey("domain")
                ? '@' + sight.domain(request.query("domain", "")).name()
                : "";
        String text = request.query("text", "").toLowerCase(Locale.ROOT);
        String tenant = request.query("tenant", "");
        if (!tenant.isEmpty()) {
            sight.tenant(tenant);
        }
        List<Principal> seen = directory.principals().stream()
                .filter(sight::sees)
                .filter(user -> domain.isEmpty()
                        || StoredTenancy.domainOf(user.address()).equals(domain.substring(1)))
                .filter(user ->
                        tenant.isEmpty() || sight.tenantName(user.tenant()).equals(tenant))
                .filter(user -> (user.address() + ' ' + user.name())
                        .toLowerCase(Locale.ROOT)
                        .contains(text))
                .toList();
        return AdminResponse.page(request, seen, Principal::address, sight::show);
    }

    private AdminResponse create(AdminRequest request) throws AdminProblem, IOException {
        Sight sight = sight(request);
        String address = request.text("address");
        sight.domainOf(address);
        try {
            Principal made = directory.createUser(address, request.text("name", ""), Sight.secret(request, "password"));
            if (request.body().get("quotaBytes") != null) {
                directory.storedUsers().quota(made.address(), OptionalLong.of(request.number("quotaBytes", 0)));
            }
            return AdminResponse.created(sight.show(made));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
    }

    private AdminResponse update(AdminRequest request) throws AdminProblem, IOException {
        Sight sight = sight(request);
        Principal before = sight.changeable(request.variable("address"));
        String address = before.address();
        Set<Principal.Role> roles = new HashSet<>(before.roles());
        if (request.has("roles")) {
            roles.clear();
            request.texts("roles").forEach(word -> roles.add(AccountShapes.of(Principal.Role.class, word)));
        }
        Set<String> domains =
                request.has("domains") ? Set.copyOf(request.texts("domains")) : new HashSet<>(before.domains());
        if (!roles.contains(Principal.Role.DOMAIN_ADMINISTRATOR) && !request.has("domains")) {
            domains = Set.of();
        }
        boolean appoints = !roles.equals(before.roles()) || !domains.equals(before.domains());
        if (appoints) {
            sight.checkMayGive(roles, domains);
        }
        try {
            if (appoints) {
                directory.storedUsers().appoint(address, roles, domains);
            }
            if (request.has("name")) {
                directory.storedUsers().describe(address, request.text("name", ""));
            }
            if (request.has("state")) {
                String state = request.text("state", AccountShapes.word(Principal.State.ACTIVE));
                directory.storedUsers().set(address, AccountShapes.of(Principal.State.class, state));
            }
            if (request.has("quotaBytes")) {
                directory
                        .storedUsers()
                        .quota(
                                address,
                                request.body().get("quotaBytes") == null
                                        ? OptionalLong.empty()
                                        : OptionalLong.of(request.number("quotaBytes", 0)));
            }
            return AdminResponse.ok(sight.show(sight.principal(address)));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
    }

    private AdminResponse remove(AdminRequest request) throws AdminProblem, IOException {
        Principal principal = sight(request).changeable(request.variable("address"));
        try {
            Departed departed = directory.storedUsers().remove(principal.address());
            return AdminResponse.ok(Map.of(
                    "account",
                    principal.account().toString(),
                    "until",
                    departed.until().toString()));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
    }

    private AdminResponse rename(AdminRequest request) throws AdminProblem, IOException {
        Sight sight = sight(request);
        Principal principal = sight.changeable(request.variable("address"));
        String wanted = request.text("address");
        sight.domainOf(wanted);
        try {
            return AdminResponse.ok(sight.show(directory.storedUsers().rename(principal.address(), wanted)));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
    }

    private AdminResponse password(AdminRequest request) throws AdminProblem, IOException {
        Principal principal = sight(request).changeable(request.variable("address"));
        try {
            directory.setPassword(principal.address(), Sight.secret(request, "password"));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
        return AdminResponse.ok(Map.of("changed", true));
    }
}

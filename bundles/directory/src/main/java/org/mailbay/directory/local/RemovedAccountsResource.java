package org.mailbay.directory.local;

import static org.mailbay.admin.spi.Shape.field;
import static org.mailbay.admin.spi.Shape.object;
import static org.mailbay.admin.spi.Shape.optional;
import static org.mailbay.admin.spi.Shape.text;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Need;
import org.mailbay.admin.spi.Operation;
import org.mailbay.directory.Departed;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Principal;
import org.mailbay.store.AccountId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/removed-accounts}: users who were removed and whose data is still there. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=removed-accounts")
public final class RemovedAccountsResource implements AdminResource {
    private static final String ONE = "{account}";

    private final StoredDirectory directory;

    @Activate
    public RemovedAccountsResource(@Reference StoredDirectory directory) {
        this.directory = directory;
    }

    @Override
    public List<Operation> operations() {
        return List.of(
                Operation.get("", "listRemovedAccounts", "Lists the users who were removed and can be restored")
                        .pages(AccountShapes.DEPARTED)
                        .needs(Need.domain("accounts.read"))
                        .by(this::list),
                Operation.get(ONE, "getRemovedAccount", "Shows a user who was removed")
                        .answers(AccountShapes.DEPARTED)
                        .needs(Need.domain("accounts.read"))
                        .by(request -> AdminResponse.ok(show(Sight.of(directory, request), one(request)))),
                Operation.post(
                                ONE + "/restore",
                                "restoreRemovedAccount",
                                "Brings a user back, with data, password and keys")
                        .takes(object(optional(
                                "address", AccountShapes.ADDRESS, "another one than before, if that is taken")))
                        .answers(AccountShapes.ACCOUNT)
                        .needs(Need.domain("accounts.write"))
                        .by(this::restore),
                Operation.delete(ONE, "purgeAccount", "Has the data of a removed user go now, for ever")
                        .answers(object(field("account", text(1, 20), "name of its data")))
                        .dangerous()
                        .needs(Need.tenant("accounts.write"))
                        .by(this::purge));
    }

    private AdminResponse list(AdminRequest request) {
        Sight sight = Sight.of(directory, request);
        List<Departed> seen = directory.storedUsers().departed().stream()
                .filter(departed -> sight.sees(departed.principal()))
                .sorted(Comparator.comparing(RemovedAccountsResource::key))
                .toList();
        return AdminResponse.page(request, seen, RemovedAccountsResource::key, departed -> show(sight, departed));
    }

    private static String key(Departed departed) {
        return departed.principal().account().toString();
    }

    private static Map<String, Object> show(Sight sight, Departed departed) {
        Principal principal = departed.principal();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("account", key(departed));
        shown.put("address", principal.address());
        shown.put("name", principal.name());
        shown.put("tenant", sight.tenantName(principal.tenant()));
        shown.put("since", departed.since().toString());
        shown.put("until", departed.until().toString());
        return shown;
    }

    private Departed one(AdminRequest request) throws AdminProblem {
        Sight sight = Sight.of(directory, request);
        Optional<AccountId> account = AccountId.parse(request.variable("account"));
        return directory.storedUsers().departed().stream()
                .filter(departed -> account.isPresent()
                        && departed.principal().account().equals(account.get())
                        && sight.sees(departed.principal()))
                .findFirst()
                .orElseThrow(() -> AdminProblem.notFound("There is no such removed user."));
    }

    private AdminResponse restore(AdminRequest request) throws AdminProblem, IOException {
        Sight sight = Sight.of(directory, request);
        Principal principal = one(request).principal();
        sight.checkMayHave(principal);
        String address = request.text("address", "");
        sight.domainOf(address.isEmpty() ? principal.address() : address);
        try {
            return AdminResponse.ok(sight.show(
                    directory.storedUsers().restore(principal.account(), address.isEmpty() ? null : address)));
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
    }

    private AdminResponse purge(AdminRequest request) throws AdminProblem, IOException {
        Principal principal = one(request).principal();
        Sight.of(directory, request).checkMayHave(principal);
        try {
            directory.storedUsers().forget(principal.account());
        } catch (DirectoryException e) {
            throw Sight.problem(e);
        }
        return AdminResponse.ok(Map.of("account", principal.account().toString()));
    }
}

package org.mailbay.directory.local;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.directory.DirectoryException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /admin/v1/accounts}: users; {@code PUT accounts/ADDRESS/password}, {@code POST accounts/ADDRESS/tokens}, {@code DELETE
 * accounts/ADDRESS/tokens/PURPOSE}. */
@Component(service = AdminResource.class, property = AdminResource.PATH + "=accounts")
public final class AccountsResource extends DirectoryResource {
    private final StoredDirectory directory;

    @Activate
    public AccountsResource(@Reference StoredDirectory directory) {
        super("accounts");
        this.directory = directory;
    }

    @Override
    List<Map<String, Object>> list() {
        return directory.principals().stream()
                .map(principal -> show(directory, principal))
                .toList();
    }

    @Override
    Map<String, Object> create(AdminRequest request) throws AdminProblem, DirectoryException, IOException {
        request.only("address", "name", "password");
        String name = request.text("name", "");
        return show(directory, directory.createUser(request.text("address"), name, secret(request)));
    }

    @Override
    AdminResponse handleOne(List<String> path, AdminRequest request) throws AdminProblem, IOException {
        try {
            if (path.size() == 2
                    && path.get(1).equals("password")
                    && request.method().equals("PUT")) {
                request.only("password");
                directory.setPassword(path.get(0), secret(request));
                return AdminResponse.ok(Map.of("address", path.get(0)));
            }
            if (path.size() == 2
                    && path.get(1).equals("tokens")
                    && request.method().equals("POST")) {
                request.only("purpose");
                String token = directory
                        .issueToken(path.get(0), request.text("purpose"))
                        .reveal();
                return new AdminResponse(201, Map.of("token", token));
            }
            if (path.size() == 3
                    && path.get(1).equals("tokens")
                    && request.method().equals("DELETE")) {
                return AdminResponse.ok(Map.of("revoked", directory.revokeTokens(path.get(0), path.get(2))));
            }
        } catch (DirectoryException e) {
            throw problem(e);
        }
        return super.handleOne(path, request);
    }
}

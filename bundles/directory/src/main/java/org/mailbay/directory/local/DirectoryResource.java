package org.mailbay.directory.local;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.directory.Directory;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Domain;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.directory.Tenant;

/** What the parts of the admin API that show the directory have in common: list with GET, make with POST. */
abstract class DirectoryResource implements AdminResource {
    private final String name;

    DirectoryResource(String name) {
        this.name = name;
    }

    @Override
    public final AdminResponse handle(AdminRequest request) throws AdminProblem, IOException {
        if (!request.path().isEmpty()) {
            return handleOne(request.path(), request);
        }
        try {
            return switch (request.method()) {
                case "GET" -> AdminResponse.ok(Map.of(name, list()));
                case "POST" -> new AdminResponse(201, create(request));
                default -> throw new AdminProblem(405, "method-not-allowed", "Only GET and POST are known here.");
            };
        } catch (DirectoryException e) {
            throw problem(e);
        }
    }

    abstract List<Map<String, Object>> list();

    abstract Map<String, Object> create(AdminRequest request) throws AdminProblem, DirectoryException, IOException;

    AdminResponse handleOne(List<String> path, AdminRequest request) throws AdminProblem, IOException {
        throw new AdminProblem(404, "not-found", "There is nothing of this name.");
    }

    static AdminProblem problem(DirectoryException e) {
        return switch (e.code()) {
            case EXISTS -> new AdminProblem(409, "exists", e.getMessage());
            case NOT_FOUND -> new AdminProblem(404, "not-found", e.getMessage());
            case MALFORMED -> new AdminProblem(400, "malformed", e.getMessage());
            case UNSUPPORTED -> new AdminProblem(400, "unsupported", e.getMessage());
        };
    }

    static Secret secret(AdminRequest request) throws AdminProblem {
        try {
            return Secret.of(request.text("password"));
        } catch (IllegalArgumentException e) {
            throw new AdminProblem(400, "malformed", "The password is too long.");
        }
    }

    static Map<String, Object> show(Directory directory, Principal principal) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("address", principal.address());
        shown.put("name", principal.name());
        shown.put("account", principal.account().toString());
        shown.put("tenant", tenantName(directory, principal.tenant().number()));
        shown.put("roles", principal.roles().stream().map(Enum::name).sorted().toList());
        return shown;
    }

    static Map<String, Object> show(Directory directory, Domain domain) {
        return Map.of(
                "name",
                domain.name(),
                "tenant",
                tenantName(directory, domain.tenant().number()));
    }

    private static String tenantName(Directory directory, long number) {
        return directory.tenants().stream()
                .filter(tenant -> tenant.id().number() == number)
                .map(Tenant::name)
                .findFirst()
                .orElse("");
    }
}

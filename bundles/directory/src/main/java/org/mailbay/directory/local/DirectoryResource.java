package org.mailbay.directory.local;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.AdminResponse;
import org.mailbay.admin.spi.Handler;
import org.mailbay.admin.spi.Shape;
import org.mailbay.directory.Directory;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Domain;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.directory.Tenant;

/** What the parts of the admin API that show the directory have in common. */
abstract class DirectoryResource implements AdminResource {
    static final String NAME = "name";
    static final String TENANT = "tenant";
    static final Shape NAMED = Shape.text(1, 254);

    /** A handler that the directory may refuse. */
    interface Asking {
        AdminResponse ask(AdminRequest request) throws AdminProblem, DirectoryException, IOException;
    }

    /** As a handler: the directory's refusals are problems. */
    static Handler asking(Asking asking) {
        return request -> {
            try {
                return asking.ask(request);
            } catch (DirectoryException e) {
                throw problem(e);
            }
        };
    }

    private static AdminProblem problem(DirectoryException e) {
        return switch (e.code()) {
            case EXISTS -> new AdminProblem(409, "exists", e.getMessage());
            case NOT_FOUND -> AdminProblem.notFound(e.getMessage());
            case MALFORMED -> new AdminProblem(400, "malformed", e.getMessage());
            case UNSUPPORTED -> new AdminProblem(400, "unsupported", e.getMessage());
        };
    }

    static Secret secret(AdminRequest request) throws AdminProblem {
        try {
            return Secret.of(request.text("password"));
        } catch (IllegalArgumentException e) {
            throw AdminProblem.malformed("password", "The password is too long.");
        }
    }

    static Map<String, Object> show(Directory directory, Principal principal) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("address", principal.address());
        shown.put(NAME, principal.name());
        shown.put("account", principal.account().toString());
        shown.put(TENANT, tenantName(directory, principal.tenant().number()));
        shown.put("roles", principal.roles().stream().map(Enum::name).sorted().toList());
        return shown;
    }

    static Map<String, Object> show(Directory directory, Domain domain) {
        return Map.of(
                NAME,
                domain.name(),
                TENANT,
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

package org.mailbay.directory.local;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.directory.DirectoryException;
import org.mailbay.directory.Domain;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Principal.Role;
import org.mailbay.directory.Quota;
import org.mailbay.directory.Secret;
import org.mailbay.directory.Tenant;
import org.mailbay.mime.Address;
import org.mailbay.store.TenantId;

/**
 * What an administrator sees of the directory. What they do not see is, to them, not there: the same answer, to the letter.
 *
 * <p>To see somebody is not to be able to change them: nobody changes who may do what they themselves may not, for whoever sets a
 * password has what it opens.
 */
record Sight(StoredDirectory directory, Actor actor) {
    static Sight of(StoredDirectory directory, AdminRequest request) {
        return new Sight(directory, request.actor());
    }

    boolean sees(Principal principal) {
        return actor.isSystem()
                || Address.parse(principal.address())
                        .filter(address -> actor.sees(address.domain().ascii(), principal.tenant()))
                        .isPresent();
    }

    boolean sees(Domain domain) {
        return actor.sees(domain.name(), domain.tenant());
    }

    /** Somebody who is seen. */
    Principal principal(String address) throws AdminProblem {
        return directory
                .principal(address)
                .filter(this::sees)
                .orElseThrow(() -> AdminProblem.notFound("There is no user " + address + "."));
    }

    /** Somebody who is seen and may be changed. */
    Principal changeable(String address) throws AdminProblem {
        Principal principal = principal(address);
        checkMayHave(principal);
        return principal;
    }

    /** Refuses who is seen and may do more than the actor. */
    void checkMayHave(Principal principal) throws AdminProblem {
        if (!mayGive(principal.roles(), principal.domains())) {
            throw new AdminProblem(403, "forbidden", "This user may do more than you may.");
        }
        if (!principal.roles().isEmpty() && !actor.hasScope(Actor.EVERYTHING)) {
            throw new AdminProblem(403, "scope", "An administrator is changed with a log-in for everything only.");
        }
    }

    /** Whether these rights are some of the actor's own. */
    private boolean mayGive(Set<Role> roles, Set<String> domains) {
        if (actor.isSystem()) {
            return true;
        }
        if (actor.roles().contains(org.mailbay.admin.spi.Role.TENANT_ADMINISTRATOR)) {
            return !roles.contains(Role.SYSTEM_ADMINISTRATOR);
        }
        return EnumSet.of(Role.DOMAIN_ADMINISTRATOR).containsAll(roles)
                && actor.domains().containsAll(domains);
    }

    /** Refuses to give rights that the actor has not. */
    void checkMayGive(Set<Role> roles, Set<String> domains) throws AdminProblem {
        for (String domain : domains) {
            domain(domain);
        }
        if (!mayGive(roles, domains) || !actor.hasScope(Actor.EVERYTHING)) {
            throw new AdminProblem(403, "forbidden", "You cannot give rights that you have not.");
        }
    }

    /** A domain that is seen. */
    Domain domain(String name) throws AdminProblem {
        return known(name).orElseThrow(() -> AdminProblem.notFound("There is no domain " + name + "."));
    }

    private Optional<Domain> known(String name) {
        Optional<String> ascii = org.mailbay.mime.Domain.parse(name).map(org.mailbay.mime.Domain::ascii);
        return directory.domains().stream()
                .filter(domain -> ascii.isPresent() && domain.name().equals(ascii.get()))
                .filter(this::sees)
                .findFirst();
    }

    /** The domain of an address that somebody is to have. */
    Domain domainOf(String address) throws AdminProblem {
        String name = Address.parse(address)
                .map(parsed -> parsed.domain().ascii())
                .orElseThrow(() -> AdminProblem.malformed("address", "This is no address."));
        return domain(name);
    }

    /** A tenant that is seen. */
    Tenant tenant(String name) throws AdminProblem {
        return directory.tenants().stream()
                .filter(tenant -> tenant.name().equals(name) && actor.seesTenant(tenant.id()))
                .findFirst()
                .orElseThrow(() -> AdminProblem.notFound("There is no tenant " + name + "."));
    }

    /** Empty for that of the server itself. */
    String tenantName(TenantId id) {
        return directory.tenants().stream()
                .filter(tenant -> tenant.id().equals(id))
                .map(Tenant::name)
                .findFirst()
                .orElse("");
    }

    Map<String, Object> show(Principal principal) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("address", principal.address());
        shown.put("name", principal.name());
        shown.put("account", principal.account().toString());
        shown.put("tenant", tenantName(principal.tenant()));
        shown.put("state", AccountShapes.word(principal.state()));
        shown.put(
                "roles",
                principal.roles().stream().map(AccountShapes::word).sorted().toList());
        shown.put("domains", principal.domains().stream().sorted().toList());
        Quota quota = directory.quota(principal);
        if (quota.source() == Quota.Source.ACCOUNT) {
            shown.put("quotaBytes", quota.bytes().orElse(0));
        }
        return shown;
    }

    static AdminProblem problem(DirectoryException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.code()) {
            case EXISTS -> new AdminProblem(409, "exists", message);
            case IN_USE -> new AdminProblem(409, "in-use", message);
            case LIMIT -> new AdminProblem(409, "limit", message);
            case NOT_FOUND -> AdminProblem.notFound(message);
            case MALFORMED -> new AdminProblem(400, "malformed", message);
            case UNSUPPORTED -> new AdminProblem(400, "unsupported", message);
        };
    }

    static Secret secret(AdminRequest request, String field) throws AdminProblem {
        Secret secret = Secret.parse(request.text(field))
                .orElseThrow(() -> AdminProblem.malformed(field, "The password is too long."));
        if (WellKnownPasswords.has(secret)) { // RFC 9051 §11.7
            throw AdminProblem.malformed(field, "The password is one of those that everybody tries first.");
        }
        return secret;
    }
}

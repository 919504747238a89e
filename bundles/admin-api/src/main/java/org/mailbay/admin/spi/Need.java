package org.mailbay.admin.spi;

/**
 * Who may ask for an operation.
 *
 * <p>The role says who may ask at all; of whose things, the resource itself has to look at: {@link Actor#seesTenant}, {@link
 * Actor#sees}. What an actor may not see is answered with 404, as if it were not there.
 *
 * @param role the narrowest role that may; every wider one may, too
 * @param scope what a token must have been given, such as {@code accounts.read}: two words of a-z and dashes
 */
public record Need(Role role, String scope) {
    public Need {
        if (!scope.matches("[a-z][a-z-]*\\.[a-z][a-z-]*")) {
            throw new IllegalArgumentException("scope " + scope);
        }
    }

    /** Only system administrators. */
    public static Need system(String scope) {
        return new Need(Role.SYSTEM_ADMINISTRATOR, scope);
    }

    /** Tenant administrators, too, for their tenant. */
    public static Need tenant(String scope) {
        return new Need(Role.TENANT_ADMINISTRATOR, scope);
    }

    /** Domain administrators, too, for their domains. */
    public static Need domain(String scope) {
        return new Need(Role.DOMAIN_ADMINISTRATOR, scope);
    }

    /** Everybody, for themselves. */
    public static Need user(String scope) {
        return new Need(Role.USER, scope);
    }

    /**
     * Refuses an actor that has not what is needed.
     *
     * @throws AdminProblem 403
     */
    public void check(Actor actor) throws AdminProblem {
        if (actor.roles().stream().noneMatch(held -> held.compareTo(role) <= 0)) {
            throw new AdminProblem(403, "forbidden", "You have not the role for this.");
        }
        if (!actor.hasScope(scope)) {
            throw new AdminProblem(403, "scope", "Your token is not for this: it lacks the scope " + scope + ".");
        }
    }
}

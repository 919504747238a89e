package org.mailbay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Role;
import org.mailbay.directory.Gone;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;

/** Whose rules are whose, and what becomes of those of names that are gone. */
class TenantRulesTest {
    private static final Map<String, Object> TO_ANN = Map.of("to", List.of("ann@here.example"));

    private final Fixture house;
    private Actor evil;
    private Actor also;

    TenantRulesTest() throws Exception {
        house = new Fixture(Map.of());
    }

    @BeforeEach
    void fill() throws Exception {
        TenantId tenant = house.directory.createTenant("evil").id();
        house.directory.createDomain(tenant, "evil.example");
        house.user("eve@evil.example");
        evil = actor(Role.TENANT_ADMINISTRATOR, tenant, Set.of());
        TenantId first =
                house.directory.principal("ann@here.example").orElseThrow().tenant();
        also = actor(Role.DOMAIN_ADMINISTRATOR, first, Set.of("also.example"));
        house.alias("info@here.example", "ann@here.example");
        house.alias("info@also.example", "ann@here.example");
        house.ask("PUT", "groups/team@here.example", Map.of());
        house.members("groups/team@here.example", "ann@here.example");
        house.ask("PUT", "lists/news@here.example", Map.of("owners", List.of("ann@here.example")));
        house.ask("PUT", "forwards/bob@here.example", Map.of("to", List.of(Fixture.OUT), "keep", false));
        house.ask("PUT", "catch-alls/here.example", TO_ANN);
        house.ask("PUT", "grants/team@here.example", Map.of("to", List.of("bob@here.example")));
        house.ask("PUT", "routes/far.example", Map.of("via", "relay.example"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static Actor actor(Role role, TenantId tenant, Set<String> domains) {
        return new Actor(
                "eve", EnumSet.of(role, Role.USER), tenant, domains, Set.of("*"), InetAddress.getLoopbackAddress());
    }

    private static String name(String plural, String domain) {
        return switch (plural) {
            case "groups", "grants" -> "team@" + domain;
            case "lists" -> "news@" + domain;
            case "forwards" -> "bob@" + domain;
            case "catch-alls" -> domain;
            case "routes" -> "far.example";
            default -> "info@" + domain;
        };
    }

    private static Map<String, Object> body(Operation operation) {
        String path = operation.path().toString();
        return switch (operation.verb()) {
            case PUT ->
                path.startsWith("groups")
                        ? Map.of()
                        : path.startsWith("lists")
                                ? Map.of("owners", List.of("eve@evil.example"))
                                : path.startsWith("routes")
                                        ? Map.of("via", "relay.example")
                                        : Map.of("to", List.of("eve@evil.example"));
            case POST -> Map.of("add", List.of("eve@evil.example"));
            default -> Map.of();
        };
    }

    @Test
    void anothersRulesAreNotThereForAnyOperation() throws Exception {
        int tried = 0;
        for (Operation operation : house.resource.operations()) {
            String path = operation.path().toString();
            if (!path.contains("{name}")) {
                continue;
            }
            String plural = path.substring(0, path.indexOf('/'));
            for (Actor actor : List.of(evil, also)) {
                String there = path.replace("{name}", name(plural, "here.example"));
                String nowhere = path.replace("{name}", name(plural, "nowhere.example"));
                AdminProblem first = problem(actor, operation, there);
                AdminProblem second = problem(actor, operation, nowhere);
                assertThat(first.status()).as(operation.toString()).isIn(404, 403);
                assertThat(first.status()).isEqualTo(second.status());
                assertThat(first.code()).isEqualTo(second.code());
                assertThat(first.getMessage())
                        .isEqualTo(second.getMessage().replace("nowhere.example", "here.example"));
                assertThat(first.status() == 403).isEqualTo(plural.equals("routes"));
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(40);
        assertThat(house.to("info@here.example")).isEqualTo(house.to("ann@here.example"));
        assertThat(house.ask("GET", "", Map.of())).containsEntry("aliases", 2).containsEntry("members", 1);
    }

    private AdminProblem problem(Actor actor, Operation operation, String path) {
        Call call = Call.of(operation.verb().name(), path).by(actor).body(body(operation));
        AdminProblem problem = catchThrowableOfType(AdminProblem.class, () -> call.to(house.resource));
        assertThat(problem).as(operation + " " + path).isNotNull();
        return problem;
    }

    @Test
    void onesOwnRulesAreSeenAndChanged() throws Exception {
        assertThat(house.ask(also, "GET", "aliases", Map.of()).toString())
                .contains("info@also.example")
                .doesNotContain("here.example]}, {")
                .doesNotContain("info@here.example");
        assertThat(house.ask(evil, "GET", "aliases", Map.of())).containsEntry("items", List.of());
        assertThat(house.ask(evil, "GET", "", Map.of()))
                .containsEntry("aliases", 0)
                .containsEntry("members", 0);
        house.ask(evil, "PUT", "aliases/info@evil.example", Map.of("to", List.of("eve@evil.example")));
        assertThat(house.to("info@evil.example")).isEqualTo(house.to("eve@evil.example"));
        house.ask(also, "DELETE", "aliases/info@also.example", Map.of());
        assertThat(house.ask("GET", "", Map.of())).containsEntry("aliases", 2);
    }

    @Test
    void whoHasADomainNextInheritsNoRules() throws Exception {
        GoneNames worker = new GoneNames(house.router);
        worker.work(AccountId.SYSTEM, new Gone.OfDomain("here.example").toBytes());
        assertThat(house.ask("GET", "", Map.of()))
                .containsEntry("aliases", 1)
                .containsEntry("groups", 0)
                .containsEntry("lists", 0)
                .containsEntry("forwards", 0)
                .containsEntry("catch-alls", 0)
                .containsEntry("grants", 0)
                .containsEntry("members", 0)
                .containsEntry("routes", 1);
        worker.work(AccountId.SYSTEM, new Gone.OfDomain("here.example").toBytes());
        worker.work(AccountId.SYSTEM, new byte[] {1});
    }

    @Test
    void whoHasAnAddressNextInheritsNoForward() throws Exception {
        GoneNames worker = new GoneNames(house.router);
        worker.work(AccountId.SYSTEM, new Gone.OfUser("bob@here.example", "rob@here.example").toBytes());
        assertThat(house.ask("GET", "forwards/rob@here.example", Map.of())).containsEntry("keep", false);
        assertThat(house.ask("GET", "grants/team@here.example", Map.of()))
                .containsEntry("to", List.of("rob@here.example"));
        worker.work(AccountId.SYSTEM, new Gone.OfUser("rob@here.example", "").toBytes());
        assertThat(house.ask("GET", "", Map.of())).containsEntry("forwards", 0).containsEntry("grants", 0);
    }

    @Test
    void theDirectoryAsksForIt() throws Exception {
        house.store.work(new GoneNames(house.router));
        house.directory.users().orElseThrow().remove("bob@here.example");
        long end = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < end
                && !Integer.valueOf(0).equals(house.ask("GET", "", Map.of()).get("forwards"))) {
            Thread.sleep(10);
        }
        assertThat(house.ask("GET", "", Map.of())).containsEntry("forwards", 0);
    }
}

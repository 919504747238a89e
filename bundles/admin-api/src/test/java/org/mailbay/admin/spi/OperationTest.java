package org.mailbay.admin.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailbay.store.TenantId;

class OperationTest {
    private static final Shape.Fields THING = Shape.object(Shape.field("name", Shape.text(1, 20), "its name"));

    /** Things by name, as a resource would show them. */
    private static final class Things implements AdminResource {
        @Override
        public List<Operation> operations() {
            return List.of(
                    Operation.get("", "listThings", "Lists things")
                            .pages(THING)
                            .needs(Need.tenant("things.read"))
                            .by(this::list),
                    Operation.get("{name}", "getThing", "Shows a thing")
                            .answers(THING)
                            .needs(Need.tenant("things.read"))
                            .by(request -> AdminResponse.ok(Map.of("name", request.variable("name")))),
                    Operation.get("last", "getLastThing", "Shows the last thing")
                            .answers(THING)
                            .needs(Need.tenant("things.read"))
                            .by(_ -> AdminResponse.ok(Map.of("nome", "z"))),
                    Operation.post("", "createThing", "Makes a thing")
                            .takes(THING)
                            .answers(THING)
                            .needs(Need.system("things.write"))
                            .by(request -> AdminResponse.created(request.body())));
        }

        private AdminResponse list(AdminRequest request) {
            return AdminResponse.page(request, List.of("a", "b", "c"), name -> name, name -> Map.of("name", name));
        }
    }

    private final Things things = new Things();

    private static void assertProblem(int status, String code, Call call) {
        assertThatThrownBy(() -> call.to(new Things())).isInstanceOfSatisfying(AdminProblem.class, problem -> {
            assertThat(problem.status()).isEqualTo(status);
            assertThat(problem.code()).isEqualTo(code);
        });
    }

    private static Actor actor(Role role, String... scopes) {
        return new Actor(
                "ann",
                Set.of(role),
                new TenantId(5),
                Set.of("a.example"),
                Set.of(scopes),
                InetAddress.getLoopbackAddress());
    }

    @Test
    void theMoreExactPathWins() throws Exception {
        assertThat(Call.of("GET", "x y").to(things)).isEqualTo(Map.of("name", "x y"));
        assertThat(Call.of("GET", List.of("a/b")).to(things)).isEqualTo(Map.of("name", "a/b"));
        assertThatThrownBy(() -> Call.of("GET", "last").to(things))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("getLastThing")
                .hasMessageContaining("/nome");
        assertProblem(404, "not-found", Call.of("GET", "a/b"));
        assertProblem(405, "method-not-allowed", Call.of("DELETE", "a"));
    }

    @Test
    void bodiesAndParametersAreChecked() throws Exception {
        assertThat(Call.of("POST", "").body(Map.of("name", "a")).answer(things).status())
                .isEqualTo(201);
        assertProblem(400, "malformed", Call.of("POST", ""));
        assertProblem(400, "unknown-field", Call.of("POST", "").body(Map.of("name", "a", "nome", "b")));
        assertProblem(400, "unknown-field", Call.of("GET", "").body(Map.of("name", "a")));
        assertProblem(400, "malformed", Call.of("GET", "").query(Map.of("limit", "0")));
        assertProblem(400, "malformed", Call.of("GET", "").query(Map.of("limit", "many")));
        assertProblem(400, "malformed", Call.of("GET", "").query(Map.of("limt", "5")));
    }

    @Test
    void pages() throws Exception {
        assertThat(Call.of("GET", "").query(Map.of("limit", "2")).to(things))
                .isEqualTo(Map.of("items", List.of(Map.of("name", "a"), Map.of("name", "b")), "next", "b"));
        assertThat(Call.of("GET", "").query(Map.of("limit", "2", "after", "b")).to(things))
                .isEqualTo(Map.of("items", List.of(Map.of("name", "c"))));
        assertThat(Call.of("GET", "").query(Map.of("after", "x")).to(things)).isEqualTo(Map.of("items", List.of()));
    }

    @Test
    void rolesAndScopes() throws Exception {
        Call.of("GET", "a").by(actor(Role.TENANT_ADMINISTRATOR, "*")).to(things);
        Call.of("GET", "a").by(actor(Role.TENANT_ADMINISTRATOR, "things.read")).to(things);
        Call.of("GET", "a").by(actor(Role.SYSTEM_ADMINISTRATOR, "things.*")).to(things);
        assertProblem(403, "scope", Call.of("GET", "a").by(actor(Role.TENANT_ADMINISTRATOR, "things.write")));
        assertProblem(403, "scope", Call.of("GET", "a").by(actor(Role.TENANT_ADMINISTRATOR)));
        assertProblem(403, "forbidden", Call.of("GET", "a").by(actor(Role.DOMAIN_ADMINISTRATOR, "*")));
        assertProblem(403, "forbidden", Call.of("GET", "a").by(actor(Role.USER, "*")));
        assertProblem(403, "forbidden", Call.of("POST", "").by(actor(Role.TENANT_ADMINISTRATOR, "*")));
    }

    @Test
    void whoSeesWhat() {
        Actor tenant = actor(Role.TENANT_ADMINISTRATOR, "accounts.write");
        assertThat(tenant.seesTenant(new TenantId(5))).isTrue();
        assertThat(tenant.seesTenant(new TenantId(6))).isFalse();
        assertThat(tenant.sees("b.example", new TenantId(5))).isTrue();
        Actor domain = actor(Role.DOMAIN_ADMINISTRATOR, "*");
        assertThat(domain.seesTenant(new TenantId(5))).isFalse();
        assertThat(domain.sees("a.example", new TenantId(5))).isTrue();
        assertThat(domain.sees("a.example", new TenantId(6)))
                .as("it is another tenant's now")
                .isFalse();
        assertThat(domain.sees("b.example", new TenantId(5))).isFalse();
        assertThat(actor(Role.USER, "*").sees("a.example", new TenantId(5))).isFalse();
        assertThat(Actor.system("x").sees("a.example", new TenantId(6))).isTrue();
        assertThat(tenant.mayGive(Set.of("accounts.write"))).isTrue();
        assertThat(tenant.mayGive(Set.of("accounts.write", "*"))).isFalse();
        assertThat(tenant.mayGive(Set.of("accounts.*"))).isFalse();
        assertThat(domain.mayGive(Set.of("*", "queue.*"))).isTrue();
    }

    @Test
    void whatIsDeclaredBadlyIsRefusedAtOnce() {
        assertThatThrownBy(() -> Operation.get("", "Bad-id", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        Operation.get("a/{b", "x", "").needs(Need.system("a.b")).by(_ -> AdminResponse.ok(Map.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Operation.get("{b}/{b}", "x", "")
                        .needs(Need.system("a.b"))
                        .by(_ -> AdminResponse.ok(Map.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Operation.get("", "x", "").by(_ -> AdminResponse.ok(Map.of())))
                .hasMessageContaining("who may ask");
        assertThatThrownBy(() -> Operation.get("", "x", "")
                        .takes(THING)
                        .needs(Need.system("a.b"))
                        .by(_ -> AdminResponse.ok(Map.of())))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Need.system("all")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Operation.get("", "x", "").query("q", Shape.list(Shape.text()), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

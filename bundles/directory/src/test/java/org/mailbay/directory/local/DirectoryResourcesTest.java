package org.mailbay.directory.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.Actor;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.Call;
import org.mailbay.admin.spi.Operation;
import org.mailbay.admin.spi.Role;
import org.mailbay.directory.AccessKey;
import org.mailbay.directory.KeyTerms;
import org.mailbay.directory.LogIn;
import org.mailbay.directory.Principal;
import org.mailbay.directory.Secret;
import org.mailbay.store.TenantId;

/** Who sees and changes what by the admin API: system, tenant and domain administrators, users. */
class DirectoryResourcesTest {
    private static final Actor SYSTEM = Actor.system("test");
    private static final String CAROL = "carol@second.test";

    private final Town town;
    private Actor ofEvil;
    private Actor ofAcme;
    private Actor ofSecond;

    DirectoryResourcesTest() throws Exception {
        town = new Town();
    }

    @BeforeEach
    void fill() throws Exception {
        town.directory.createDomain(town.acme, "second.test");
        town.directory.createUser(CAROL, "Carol", Town.DEMO);
        town.directory.createUser("boss@acme.test", "Boss", Town.DEMO);
        town.directory.createUser("root@acme.test", "Root", Town.DEMO);
        var users = town.directory.storedUsers();
        users.appoint("boss@acme.test", Set.of(Principal.Role.TENANT_ADMINISTRATOR), Set.of());
        users.appoint("root@acme.test", Set.of(Principal.Role.SYSTEM_ADMINISTRATOR), Set.of());
        users.appoint(CAROL, Set.of(Principal.Role.DOMAIN_ADMINISTRATOR), Set.of("second.test"));
        users.appoint(Town.EVE, Set.of(Principal.Role.TENANT_ADMINISTRATOR), Set.of());
        ofEvil = actor(Town.EVE, town.evil, Role.TENANT_ADMINISTRATOR, Set.of(), "*");
        ofAcme = actor("boss@acme.test", town.acme, Role.TENANT_ADMINISTRATOR, Set.of(), "*");
        ofSecond = actor(CAROL, town.acme, Role.DOMAIN_ADMINISTRATOR, Set.of("second.test"), "*");
    }

    @AfterEach
    void close() {
        town.close();
    }

    private static Actor actor(String name, TenantId tenant, Role role, Set<String> domains, String... scopes) {
        return new Actor(
                name, EnumSet.of(role, Role.USER), tenant, domains, Set.of(scopes), InetAddress.getLoopbackAddress());
    }

    private AccountsResource accounts() {
        return new AccountsResource(town.directory);
    }

    private List<AdminResource> all() {
        return List.of(
                accounts(),
                new RemovedAccountsResource(town.directory),
                new DomainsResource(town.directory),
                new TenantsResource(town.directory));
    }

    private static void refused(int status, Call call, AdminResource resource) {
        assertThatThrownBy(() -> call.to(resource))
                .isInstanceOfSatisfying(
                        AdminProblem.class,
                        e -> assertThat(e.status()).as(e.getMessage()).isEqualTo(status));
    }

    private static Map<String, Object> body(Operation operation) {
        return switch (operation.id()) {
            case "renameAccount" -> Map.of("address", "new@evil.test");
            case "setAccountPassword" -> Map.of("password", "x");
            case "createAccountToken", "createAccountAppPassword" -> Map.of("name", "x");
            case "updateAccount" -> Map.of("state", "suspended");
            case "updateTenant" -> Map.of("maxUsers", 1);
            default -> Map.of();
        };
    }

    private List<AdminProblem> answers(Actor actor, Map<String, String> ids) throws Exception {
        List<AdminProblem> problems = new ArrayList<>();
        for (AdminResource resource : all()) {
            for (Operation operation : resource.operations()) {
                String path = operation.path().toString();
                if (!path.contains("{")) {
                    continue;
                }
                List<String> segments = new ArrayList<>();
                for (String segment : path.split("/")) {
                    segments.add(ids.getOrDefault(segment, segment));
                }
                Call call = Call.of(operation.verb().name(), segments).by(actor).body(body(operation));
                AdminProblem problem = catchThrowableOfType(AdminProblem.class, () -> call.to(resource));
                assertThat(problem)
                        .as(operation + " of " + ids + " by " + actor.name())
                        .isNotNull();
                problems.add(problem);
            }
        }
        return problems;
    }

    /** Every operation that names something: of another tenant it is as of nothing, to the letter. */
    @Test
    void whatIsAnothersIsNotThereForAnyOperation() throws Exception {
        String key = town.directory
                .storedKeys()
                .issue(Town.ALICE, new KeyTerms(AccessKey.Kind.TOKEN, "desk", Set.of("*"), Optional.empty()))
                .key()
                .id();
        String removed = town.directory
                .storedUsers()
                .remove(Town.BOB)
                .principal()
                .account()
                .toString();
        Map<String, String> theirs = Map.of(
                "{address}",
                Town.ALICE,
                "{account}",
                removed,
                "{domain}",
                "acme.test",
                "{tenant}",
                "acme",
                "{id}",
                key);
        Map<String, String> nobodys = Map.of(
                "{address}",
                "nobody@nowhere.test",
                "{account}",
                "a9zz",
                "{domain}",
                "nowhere.test",
                "{tenant}",
                "nowhere",
                "{id}",
                key);
        Map<String, String> words = Map.of(
                Town.ALICE,
                "X",
                "nobody@nowhere.test",
                "X",
                "acme.test",
                "X",
                "nowhere.test",
                "X",
                "acme",
                "X",
                "nowhere",
                "X");
        var before = List.of(town.directory.principals(), town.directory.domains(), town.directory.tenants());
        for (Actor actor : List.of(ofEvil, ofSecond)) {
            List<AdminProblem> first = answers(actor, theirs);
            List<AdminProblem> second = answers(actor, nobodys);
            assertThat(first).hasSizeGreaterThan(20).hasSameSizeAs(second);
            for (int i = 0; i < first.size(); i++) {
                assertThat(first.get(i).status()).as(first.get(i).getMessage()).isIn(404, 403);
                assertThat(first.get(i).status()).isEqualTo(second.get(i).status());
                assertThat(first.get(i).code()).isEqualTo(second.get(i).code());
                assertThat(masked(first.get(i), words)).isEqualTo(masked(second.get(i), words));
            }
            assertThat(first.stream().filter(problem -> problem.status() == 403))
                    .as("only where the role may not ask at all")
                    .hasSizeLessThanOrEqualTo(actor == ofEvil ? 2 : 6);
        }
        assertThat(List.of(town.directory.principals(), town.directory.domains(), town.directory.tenants()))
                .isEqualTo(before);
        assertThat(town.directory.storedKeys().of(Town.ALICE)).hasSize(1);
        assertThat(town.directory.storedUsers().departed()).hasSize(1);
    }

    private static String masked(AdminProblem problem, Map<String, String> words) {
        String message = problem.getMessage();
        for (Map.Entry<String, String> word : words.entrySet()) {
            String end = ' ' + word.getKey() + '.';
            if (message.endsWith(end)) {
                return message.substring(0, message.length() - end.length()) + " X.";
            }
        }
        return message;
    }

    private static List<Object> names(Map<String, Object> page, String field) {
        List<Object> names = new ArrayList<>();
        ((List<?>) page.get("items")).forEach(item -> names.add(((Map<?, ?>) item).get(field)));
        return names;
    }

    @Test
    void listsShowWhatIsOnesOwn() throws Exception {
        assertThat(names(Call.of("GET", "").by(ofEvil).to(accounts()), "address"))
                .containsExactly(Town.EVE);
        assertThat(names(Call.of("GET", "").by(ofSecond).to(accounts()), "address"))
                .containsExactly(CAROL);
        assertThat(names(Call.of("GET", "").by(ofAcme).to(accounts()), "address"))
                .containsExactly(Town.ALICE, Town.BOB, "boss@acme.test", CAROL, "root@acme.test");
        assertThat(names(Call.of("GET", "").to(accounts()), "address")).hasSize(6);
        assertThat(names(
                        Call.of("GET", "")
                                .by(ofAcme)
                                .query(Map.of("domain", "second.test"))
                                .to(accounts()),
                        "address"))
                .containsExactly(CAROL);
        assertThat(names(Call.of("GET", "").query(Map.of("text", "BO")).to(accounts()), "address"))
                .containsExactly(Town.BOB, "boss@acme.test");
        refused(404, Call.of("GET", "").by(ofEvil).query(Map.of("domain", "acme.test")), accounts());
        refused(404, Call.of("GET", "").by(ofEvil).query(Map.of("tenant", "acme")), accounts());
        Map<String, Object> page = Call.of("GET", "")
                .query(Map.of("limit", "2", "after", Town.ALICE))
                .to(accounts());
        assertThat(names(page, "address")).containsExactly(Town.BOB, "boss@acme.test");
        assertThat(page).containsEntry("next", "boss@acme.test");
        var domains = new DomainsResource(town.directory);
        assertThat(names(Call.of("GET", "").by(ofAcme).to(domains), "name"))
                .containsExactly("acme.test", "second.test");
        assertThat(names(Call.of("GET", "").by(ofSecond).to(domains), "name")).containsExactly("second.test");
        var tenants = new TenantsResource(town.directory);
        assertThat(names(Call.of("GET", "").by(ofAcme).to(tenants), "name")).containsExactly("acme");
        assertThat(names(Call.of("GET", "").to(tenants), "name")).containsExactly("acme", "evil");
        town.directory.storedUsers().remove(Town.BOB);
        var removed = new RemovedAccountsResource(town.directory);
        assertThat(names(Call.of("GET", "").by(ofAcme).to(removed), "address")).containsExactly(Town.BOB);
        assertThat(names(Call.of("GET", "").by(ofEvil).to(removed), "address")).isEmpty();
        assertThat(names(Call.of("GET", "").by(ofSecond).to(removed), "address"))
                .isEmpty();
    }

    @Test
    void usersAreMadeInOnesOwnDomainsOnly() throws Exception {
        Map<String, Object> body =
                new HashMap<>(Map.of("address", "new@second.test", "password", "x", "quotaBytes", 0));
        assertThat(Call.of("POST", "").by(ofSecond).body(body).to(accounts()))
                .containsEntry("tenant", "acme")
                .containsEntry("quotaBytes", 0L);
        refused(409, Call.of("POST", "").by(ofSecond).body(body), accounts());
        for (String other : List.of("new@acme.test", "new@nowhere.test")) {
            body.put("address", other);
            refused(404, Call.of("POST", "").by(ofSecond).body(body), accounts());
        }
        body.put("address", Town.ALICE);
        refused(404, Call.of("POST", "").by(ofEvil).body(body), accounts());
        body.put("address", "no address");
        refused(400, Call.of("POST", "").by(ofEvil).body(body), accounts());
    }

    @Test
    void nobodyGetsMoreThanTheyHaveByChangingOthers() throws Exception {
        for (String who : List.of("root@acme.test")) {
            refused(403, Call.of("PUT", who + "/password").by(ofAcme).body(Map.of("password", "x")), accounts());
            refused(403, Call.of("PATCH", who).by(ofAcme).body(Map.of("roles", List.of())), accounts());
            refused(403, Call.of("DELETE", who).by(ofAcme), accounts());
            refused(403, Call.of("POST", who + "/tokens").by(ofAcme).body(Map.of("name", "x")), accounts());
            refused(
                    403,
                    Call.of("POST", who + "/rename").by(ofAcme).body(Map.of("address", "x@acme.test")),
                    accounts());
        }
        town.directory.createUser("chief@second.test", "", Town.DEMO);
        town.directory
                .storedUsers()
                .appoint("chief@second.test", Set.of(Principal.Role.TENANT_ADMINISTRATOR), Set.of());
        refused(
                403,
                Call.of("PUT", "chief@second.test/password").by(ofSecond).body(Map.of("password", "x")),
                accounts());
        town.directory.createUser("dan@second.test", "", Town.DEMO);
        for (Object roles : List.of(List.of("system-administrator"), List.of("tenant-administrator"))) {
            refused(403, Call.of("PATCH", "dan@second.test").by(ofSecond).body(Map.of("roles", roles)), accounts());
        }
        refused(
                404,
                Call.of("PATCH", "dan@second.test")
                        .by(ofSecond)
                        .body(Map.of("roles", List.of("domain-administrator"), "domains", List.of("acme.test"))),
                accounts());
        refused(
                403,
                Call.of("PATCH", Town.ALICE).by(ofAcme).body(Map.of("roles", List.of("system-administrator"))),
                accounts());
        assertThat(Call.of("PATCH", "dan@second.test")
                        .by(ofSecond)
                        .body(Map.of("roles", List.of("domain-administrator"), "domains", List.of("second.test")))
                        .to(accounts()))
                .containsEntry("roles", List.of("domain-administrator"));
        assertThat(Call.of("PATCH", Town.ALICE)
                        .by(ofAcme)
                        .body(Map.of("roles", List.of("tenant-administrator")))
                        .to(accounts()))
                .containsEntry("roles", List.of("tenant-administrator"));
    }

    @Test
    void aTokenGivesNoMoreThanItHas() throws Exception {
        Actor limited = actor(
                "boss@acme.test", town.acme, Role.TENANT_ADMINISTRATOR, Set.of(), "accounts.read", "accounts.write");
        refused(403, Call.of("POST", Town.ALICE + "/tokens").by(limited).body(Map.of("name", "x")), accounts());
        refused(403, Call.of("POST", Town.ALICE + "/app-passwords").by(limited).body(Map.of("name", "x")), accounts());
        assertThat(Call.of("POST", Town.ALICE + "/tokens")
                        .by(limited)
                        .body(Map.of("name", "x", "scopes", List.of("accounts.read")))
                        .to(accounts()))
                .containsKey("secret");
        refused(403, Call.of("PUT", CAROL + "/password").by(limited).body(Map.of("password", "x")), accounts());
        refused(
                403,
                Call.of("PATCH", Town.ALICE).by(limited).body(Map.of("roles", List.of("tenant-administrator"))),
                accounts());
        Actor reader = actor("boss@acme.test", town.acme, Role.TENANT_ADMINISTRATOR, Set.of(), "accounts.read");
        refused(403, Call.of("DELETE", Town.ALICE).by(reader), accounts());
        assertThat(Call.of("GET", Town.ALICE).by(reader).to(accounts())).containsEntry("address", Town.ALICE);
    }

    @Test
    void aUsersLifeByTheApi() throws Exception {
        String token = (String) Call.of("POST", Town.ALICE + "/app-passwords")
                .body(Map.of("name", "phone", "scopes", List.of("imap")))
                .to(accounts())
                .get("secret");
        assertThat(town.logIn("imap", Town.ALICE, token)).isNotNull();
        Map<String, Object> keys = Call.of("GET", Town.ALICE + "/app-passwords").to(accounts());
        assertThat(keys.toString()).doesNotContain(token);
        String id = (String) names(keys, "id").getFirst();
        refused(404, Call.of("DELETE", Town.ALICE + "/tokens/" + id), accounts());
        refused(404, Call.of("DELETE", Town.BOB + "/app-passwords/" + id), accounts());
        Call.of("DELETE", Town.ALICE + "/app-passwords/" + id).to(accounts());
        assertThat(town.logIn("imap", Town.ALICE, token)).isNull();
        Map<String, Object> patch = new HashMap<>();
        patch.put("state", "suspended");
        patch.put("quotaBytes", 1_000);
        assertThat(Call.of("PATCH", Town.ALICE).body(patch).to(accounts()))
                .containsEntry("state", "suspended")
                .containsEntry("quotaBytes", 1_000L);
        patch.put("quotaBytes", null);
        patch.put("state", "active");
        assertThat(Call.of("PATCH", Town.ALICE).body(patch).to(accounts())).doesNotContainKey("quotaBytes");
        assertThat(Call.of("POST", Town.ALICE + "/rename")
                        .body(Map.of("address", "ann@second.test"))
                        .to(accounts()))
                .containsEntry("address", "ann@second.test");
        assertThat(Call.of("GET", "ann@second.test/usage").to(accounts())).containsEntry("usedBytes", 0L);
        String account =
                (String) Call.of("DELETE", "ann@second.test").to(accounts()).get("account");
        refused(404, Call.of("GET", "ann@second.test"), accounts());
        var removed = new RemovedAccountsResource(town.directory);
        assertThat(Call.of("GET", account).to(removed)).containsEntry("address", "ann@second.test");
        Call.of("POST", account + "/restore").by(ofSecond).to(removed);
        assertThat(town.logIn("imap", "ann@second.test", "demo")).isNotNull();
        Call.of("DELETE", "ann@second.test").to(accounts());
        Call.of("DELETE", account).to(removed);
        assertThat(town.directory.storedUsers().purge()).isEqualTo(1);
        refused(404, Call.of("POST", account + "/restore"), removed);
    }

    @Test
    void tenantsAndDomainsByTheApi() throws Exception {
        var tenants = new TenantsResource(town.directory);
        var domains = new DomainsResource(town.directory);
        assertThat(Call.of("POST", "")
                        .body(Map.of("name", "new", "maxUsers", 1))
                        .to(tenants))
                .containsEntry("maxUsers", 1L);
        refused(403, Call.of("POST", "").by(ofAcme).body(Map.of("name", "mine")), tenants);
        refused(403, Call.of("PATCH", "acme").by(ofAcme).body(Map.of("maxUsers", 0)), tenants);
        Call.of("POST", "").body(Map.of("name", "New.Example", "tenant", "new")).to(domains);
        Call.of("POST", "")
                .body(Map.of("address", "a@new.example", "password", "x"))
                .to(accounts());
        refused(409, Call.of("POST", "").body(Map.of("address", "b@new.example", "password", "x")), accounts());
        assertThat(Call.of("PATCH", "new")
                        .body(Map.of("name", "newer", "maxUsers", 0))
                        .to(tenants))
                .containsEntry("name", "newer")
                .containsEntry("maxUsers", 0L);
        assertThat(Call.of("GET", "newer/usage").to(tenants)).containsEntry("users", 1L);
        refused(409, Call.of("DELETE", "newer"), tenants);
        refused(409, Call.of("DELETE", "new.example"), domains);
        Call.of("DELETE", "newer").query(Map.of("everything", "true")).to(tenants);
        refused(404, Call.of("GET", "new.example"), domains);
        assertThat(Call.of("POST", "").body(Map.of("name", "free.test")).to(domains))
                .containsEntry("tenant", "default");
        refused(403, Call.of("POST", "").by(ofAcme).body(Map.of("name", "third.test")), domains);
        town.config.put("tenantsMakeDomains", true);
        town.open();
        assertThat(Call.of("POST", "")
                        .by(ofAcme)
                        .body(Map.of("name", "third.test"))
                        .to(new DomainsResource(town.directory)))
                .containsEntry("tenant", "acme");
        refused(
                404,
                Call.of("POST", "").by(ofAcme).body(Map.of("name", "fourth.test", "tenant", "evil")),
                new DomainsResource(town.directory));
        refused(
                409,
                Call.of("POST", "").by(ofEvil).body(Map.of("name", "acme.test")),
                new DomainsResource(town.directory));
    }

    @Test
    void aTenantsAdministratorDoesNotRemoveWhoMayMoreWithADomain() throws Exception {
        refused(
                403,
                Call.of("DELETE", "acme.test").by(ofAcme).query(Map.of("everything", "true")),
                new DomainsResource(town.directory));
        assertThat(town.directory.principal(Town.ALICE)).isPresent();
    }

    @Test
    void everybodyHasAPageOfTheirOwn() throws Exception {
        var self = new SelfResource(town.directory);
        Actor alice = actor(Town.ALICE, town.acme, Role.USER, Set.of(), "*");
        assertThat(Call.of("GET", "").by(alice).to(self)).containsEntry("address", Town.ALICE);
        assertThat(Call.of("GET", "usage").by(alice).to(self)).containsEntry("quotaSource", "server");
        refused(404, Call.of("GET", "").by(SYSTEM), self);
        refused(404, Call.of("GET", "").by(actor(Town.ALICE, town.evil, Role.USER, Set.of(), "*")), self);
        refused(400, Call.of("PUT", "password").by(alice).body(Map.of("current", "wrong", "password", "new")), self);
        String app = (String) Call.of("POST", "app-passwords")
                .by(alice)
                .body(Map.of("name", "phone"))
                .to(self)
                .get("secret");
        LogIn phone = town.logIn("jmap", Town.ALICE, app);
        assertThat(phone.scopes()).contains("imap", "smtp").doesNotContain("*", "admin");
        refused(400, Call.of("PUT", "password").by(alice).body(Map.of("current", app, "password", "new")), self);
        Call.of("PUT", "password")
                .by(alice)
                .body(Map.of("current", "demo", "password", "new"))
                .to(self);
        assertThat(town.logIn("imap", Town.ALICE, "new")).isNotNull();
        assertThat(town.directory.isValid(phone.credential()))
                .as("other devices stay")
                .isTrue();
        Actor byToken = actor(Town.ALICE, town.acme, Role.USER, Set.of(), "self.write");
        refused(403, Call.of("POST", "tokens").by(byToken).body(Map.of("name", "x")), self);
        refused(403, Call.of("GET", "").by(byToken), self);
        refused(
                400,
                Call.of("POST", "tokens").by(alice).body(Map.of("name", "x", "scopes", List.of("No Scope"))),
                self);
        String token = (String) Call.of("POST", "tokens")
                .by(alice)
                .body(Map.of("name", "x", "scopes", List.of("self.read"), "expires", "2026-12-01T00:00:00Z"))
                .to(self)
                .get("secret");
        assertThat(town.token("admin", Secret.of(token)).scopes()).containsExactly("self.read");
        refused(403, Call.of("GET", "").by(alice), accounts());
    }
}

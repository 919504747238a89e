package org.mailbay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.directory.Directory;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.testkit.Configurations;

final class AddressRouterTest {
    private static final String SENDER = "sender@there.example";
    private Fixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new Fixture(Map.of("backupDomains", new String[] {"Backup.example", "müller.example"}));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void usersAndOthers() {
        assertThat(fixture.to("ann@here.example")).containsExactly("ann");
        assertThat(fixture.to("ANN@Here.Example")).containsExactly("ann as ANN@here.example");
        assertThat(fixture.to("nobody@here.example")).containsExactly("5.1.1");
        assertThat(fixture.to("far@there.example")).containsExactly("elsewhere far@there.example");
        assertThat(fixture.to("no address")).containsExactly("5.1.3");
        assertThat(fixture.to("")).containsExactly("5.1.3");
        assertThat(fixture.to("ann@here.example\r\nRCPT")).containsExactly("5.1.3");
        assertThat(fixture.to("", "ann@here.example")).containsExactly("ann");
    }

    @Test
    void rfc5321_4_5_1_postmasterAndAbuseAreAlwaysSomebody() throws Exception {
        assertThat(fixture.to("Postmaster")).containsExactly("admin as postmaster");
        for (String domain : List.of("here.example", "also.example")) {
            assertThat(fixture.to("PostMaster@" + domain)).containsExactly("admin as PostMaster@" + domain);
            assertThat(fixture.to("abuse@" + domain)).containsExactly("admin as postmaster@" + domain);
        }
        fixture.alias("postmaster@also.example", "dan@here.example");
        assertThat(fixture.to("postmaster@also.example")).containsExactly("dan");
        assertThat(fixture.to("ABUSE@also.example")).containsExactly("dan");
        fixture.alias("abuse@also.example", "bob@here.example");
        assertThat(fixture.to("abuse@also.example")).containsExactly("bob");
    }

    @Test
    void aliasesOfAliasesAndNobodyTwice() throws Exception {
        fixture.alias("info@here.example", "ann@here.example", "bob@here.example");
        fixture.alias("all@also.example", "info@here.example", "bob@here.example", "cyd@here.example", Fixture.OUT);
        assertThat(fixture.to("All@also.example")).containsExactly("ann", "bob", "cyd", Fixture.OUT);
        assertThat(fixture.route("all@also.example").steps())
                .contains("alias info@here.example → ann@here.example, bob@here.example");
        assertThat(fixture.to("info+x@here.example")).containsExactly("ann", "bob");
    }

    @Test
    void detailsOfAddresses() throws Exception {
        assertThat(fixture.to("ann+lists@here.example")).containsExactly("ann as ann+lists@here.example");
        assertThat(fixture.to("ann+a+b@here.example")).containsExactly("ann as ann+a+b@here.example");
        assertThat(fixture.to("+lists@here.example")).containsExactly("5.1.1");
        assertThat(fixture.to("ann-lists@here.example")).containsExactly("5.1.1");
        fixture.user("ann+own@here.example");
        assertThat(fixture.to("ann+own@here.example")).containsExactly("ann+own");
        fixture.router = fixture.open(Map.of("separator", "-_"));
        assertThat(fixture.to("ann-lists@here.example")).containsExactly("ann as ann-lists@here.example");
        assertThat(fixture.to("ann_lists@here.example")).containsExactly("ann as ann_lists@here.example");
        assertThat(fixture.to("ann+lists@here.example")).containsExactly("5.1.1");
        fixture.router = fixture.open(Map.of("separator", ""));
        assertThat(fixture.to("ann+lists@here.example")).containsExactly("5.1.1");
    }

    @Test
    void groupsAndWhoMaySendToThem() throws Exception {
        fixture.ask("PUT", "groups/team@here.example", Map.of());
        assertThat(fixture.to("team@here.example")).containsExactly("5.1.1");
        fixture.members("groups/team@here.example", "ann@here.example", "BOB@here.example");
        assertThat(fixture.to("team@here.example")).containsExactly("ann", "bob");
        assertThat(fixture.to("", "team@here.example")).containsExactly("ann", "bob");
        fixture.ask("PUT", "groups/team@here.example", Map.of("posting", "local"));
        assertThat(fixture.to("team@here.example")).containsExactly("5.7.1");
        assertThat(fixture.to("cyd@here.example", "team@here.example")).containsExactly("ann", "bob");
        fixture.ask("PUT", "groups/team@here.example", Map.of("posting", "members"));
        assertThat(fixture.to("cyd@here.example", "team@here.example")).containsExactly("5.7.1");
        assertThat(fixture.to("Bob+x@here.example", "team@here.example")).containsExactly("ann", "bob");
        fixture.ask("POST", "groups/team@here.example/members", Map.of("remove", List.of("ann@here.example")));
        assertThat(fixture.to("bob@here.example", "team@here.example")).containsExactly("bob");
    }

    @Test
    void listsSendUnderTheirOwnNameAndBouncesComeToTheirOwners() throws Exception {
        fixture.ask(
                "PUT", "lists/news@here.example", Map.of("owners", List.of("dan@here.example"), "posting", "anyone"));
        fixture.members("lists/news@here.example", "ann@here.example", Fixture.OUT);
        assertThat(fixture.to("news@here.example")).containsExactly("ann", Fixture.OUT);
        String bounces = fixture.remote(SENDER, "news@here.example").sender();
        assertThat(bounces).matches("news-bounces\\+[A-Z2-7]{6}@here\\.example");
        assertThat(fixture.to("", bounces)).containsExactly("dan");
        assertThat(fixture.to("", bounces.toLowerCase(Locale.ROOT))).containsExactly("dan");
        assertThat(fixture.to("", "news-bounces+AAAAAA@here.example")).containsExactly("5.1.1");
        assertThat(fixture.to("", "other" + bounces.substring(4))).containsExactly("5.1.1");
        assertThat(fixture.to("", "news@here.example")).containsExactly("5.7.1");
        assertThat(fixture.to(bounces, "news@here.example")).containsExactly("5.7.1");
        fixture.ask("PUT", "lists/news@here.example", Map.of("posting", "owners"));
        assertThat(fixture.to("news@here.example")).containsExactly("5.7.1");
        assertThat(fixture.to("", bounces)).containsExactly("admin as postmaster@here.example");
    }

    private List<String> fields(String recipient) {
        return ((Routing.Ours) fixture.route(recipient))
                .targets().stream().map(Target::fields).distinct().toList();
    }

    @Test
    void copiesOfAListSayWhoseTheyAre() throws Exception {
        fixture.ask("PUT", "lists/news@here.example", Map.of("posting", "anyone"));
        fixture.members("lists/news@here.example", "ann@here.example", Fixture.OUT);
        String fields = "List-Id: <news.here.example>\r\nList-Post: <mailto:news@here.example>\r\nPrecedence: list\r\n";
        assertThat(fields("news@here.example")).containsExactly(fields);
        fixture.alias("both@here.example", "bob@here.example", "news@here.example");
        assertThat(fields("both@here.example")).containsExactly("", fields);
        fixture.ask("PUT", "lists/all@here.example", Map.of("posting", "anyone"));
        fixture.members("lists/all@here.example", "news@here.example");
        assertThat(fields("all@here.example")).containsExactly(fields); // RFC 2369 §4: those of the inner one
        fixture.ask("PUT", "groups/team@here.example", Map.of("posting", "anyone"));
        fixture.members("groups/team@here.example", "ann@here.example");
        assertThat(fields("team@here.example")).containsExactly("");
    }

    @Test
    void namesOfListsAreNeverTooLongOrOdd() {
        for (String[] expected : new String[][] {
            {"news@müller.example", "<news.xn--mller-kva.example>", "<mailto:news@xn--mller-kva.example>"},
            {"n+e@here.example", "<n+e.here.example>", "<mailto:n+e@here.example>"},
            {"ü@here.example", "<[0-9a-f]{24}\\.here\\.example>", "<mailto:%C3%BC@here.example>"},
            {"\"a> b\"@here.example", "<[0-9a-f]{24}\\.here\\.example>", "<mailto:%22a%3E%20b%22@here.example>"},
            {
                "x".repeat(60) + "@" + "a.".repeat(110) + "example",
                "<[0-9a-f]{24}\\.localhost>",
                "<mailto:x+@(a\\.)+example>"
            }
        }) {
            String fields = ListFields.of(Rule.of(Kind.LIST, expected[0], List.of()));
            assertThat(fields.split("\r\n")[0].substring(9))
                    .satisfies(is -> assertThat(is.equals(expected[1]) || is.matches(expected[1]))
                            .as(is)
                            .isTrue());
            assertThat(fields.split("\r\n")[1].substring(11))
                    .satisfies(is -> assertThat(is.equals(expected[2]) || is.matches(expected[2]))
                            .as(is)
                            .isTrue());
            assertThat(fields.split("\r\n")).hasSize(3).allMatch(line -> line.matches("[ -~]{1,400}"));
        }
    }

    @Test
    void aListThroughAnAliasRefusesForAll() throws Exception {
        fixture.ask("PUT", "lists/news@here.example", Map.of("owners", List.of("dan@here.example")));
        fixture.members("lists/news@here.example", "ann@here.example");
        fixture.alias("both@here.example", "bob@here.example", "news@here.example");
        assertThat(fixture.to("both@here.example")).containsExactly("5.7.1");
        assertThat(fixture.to("dan@here.example", "both@here.example")).containsExactly("ann", "bob");
    }

    @Test
    void forwardedMailIsRewrittenAndItsBouncesComeBack() throws Exception {
        fixture.ask("PUT", "forwards/ann@here.example", Map.of("to", List.of(Fixture.OUT), "keep", true));
        assertThat(fixture.to("ann@here.example")).containsExactly("ann", Fixture.OUT);
        String sender = fixture.remote(SENDER, "ann@here.example").sender();
        assertThat(sender).matches("SRS0=[A-Z2-7]{6}=[A-Z2-7]{2}=there\\.example=sender@here\\.example");
        assertThat(fixture.to("", sender)).containsExactly(SENDER);
        assertThat(fixture.remote("", sender).sender()).isEmpty();
        // Who is not a bounce would have us send to the world
        assertThat(fixture.to(SENDER, sender)).containsExactly("5.7.1");
        assertThat(fixture.to("bob@here.example", sender)).containsExactly("5.7.1");
        assertThat(fixture.to("stranger@evil.example", sender.toLowerCase(Locale.ROOT)))
                .containsExactly("5.7.1");
        assertThat(fixture.to(sender, sender)).containsExactly("5.7.1");
        fixture.alias("trap@here.example", sender);
        assertThat(fixture.to(SENDER, "trap@here.example")).containsExactly("5.7.1");
        fixture.ask("DELETE", "aliases/trap@here.example", Map.of());
        assertThat(fixture.remote("", "ann@here.example").sender()).isEmpty();
        assertThat(fixture.remote("bob@here.example", "ann@here.example").sender())
                .isEqualTo("bob@here.example");
        assertThat(fixture.to("", sender.replace("=sender@", "=victim@"))).containsExactly("5.1.1");
        fixture.now = fixture.now.plus(Duration.ofDays(22));
        assertThat(fixture.to("", sender)).containsExactly("5.1.1");
        fixture.ask("PUT", "forwards/ann@here.example", Map.of("to", List.of("bob@here.example"), "keep", false));
        assertThat(fixture.to("ann+x@here.example")).containsExactly("bob");
        fixture.ask("DELETE", "forwards/ann@here.example", Map.of());
        assertThat(fixture.to("ann@here.example")).containsExactly("ann");
    }

    @Test
    void aSenderThatIsTooLongToBeRewrittenIsKeptAndSaidSo() throws Exception {
        fixture.alias("info@here.example", Fixture.OUT);
        String sender = "x".repeat(40) + "@there.example";
        assertThat(fixture.remote(sender, "info@here.example").sender()).isEqualTo(sender);
        assertThat(fixture.router.route(sender, "info@here.example").steps().toString())
                .contains("too long");
        fixture.router = fixture.open(Map.of("rewriteSenders", false));
        assertThat(fixture.remote(SENDER, "info@here.example").sender()).isEqualTo(SENDER);
    }

    @Test
    void theRestOfADomain() throws Exception {
        fixture.ask("PUT", "catch-alls/also.example", Map.of("to", List.of("@here.example")));
        assertThat(fixture.to("ann@also.example")).containsExactly("ann");
        assertThat(fixture.to("nobody@also.example")).containsExactly("5.1.1");
        fixture.ask("PUT", "catch-alls/here.example", Map.of("to", List.of("dan@here.example")));
        assertThat(fixture.to("nobody@also.example")).containsExactly("dan");
        assertThat(fixture.to("bob@here.example")).containsExactly("bob");
        assertThat(fixture.to("", "SRS0=AAAAAA=AA=there.example=x@here.example"))
                .containsExactly("5.1.1");
    }

    @Test
    void aBackupTakesMailForItsDomainsAndNoOthers() {
        assertThat(fixture.route("any@backup.example")).isInstanceOf(Routing.Ours.class);
        assertThat(fixture.to("any@backup.example")).containsExactly("any@backup.example");
        assertThat(fixture.remote(SENDER, "any@backup.example").sender()).isEqualTo(SENDER);
        assertThat(fixture.route("any@xn--mller-kva.example")).isInstanceOf(Routing.Ours.class);
        for (String other : List.of(
                "any@sub.backup.example",
                "any@notbackup.example",
                "any%there.example@there.example",
                "\"any@backup.example\"@there.example",
                "any@[127.0.0.1]")) {
            assertThat(fixture.route(other)).as(other).isInstanceOf(Routing.Elsewhere.class);
        }
        for (String other :
                List.of("far%there.example@here.example", "\"far@there.example\"@here.example", "a!b@here.example")) {
            assertThat(fixture.to(other)).as(other).containsExactly("5.1.1");
        }
    }

    @Test
    void theMostSpecialRouteIsTaken() throws Exception {
        fixture.router = fixture.open(Map.of(
                "via", new String[] {"* all.example", ".example sub.example:26", "there.example wrong.example"}));
        fixture.resource = new RoutingResource(fixture.router);
        assertThat(fixture.to("x@elsewhere.test")).containsExactly("elsewhere x@elsewhere.test");
        assertThat(fixture.remote(SENDER, "x@elsewhere.test").via()).isEqualTo("all.example");
        assertThat(fixture.remote(SENDER, "x@a.b.example").via()).isEqualTo("sub.example:26");
        fixture.ask("PUT", "routes/there.example", Map.of("via", "relay.example:587"));
        fixture.ask("PUT", "routes/Boss@there.example", Map.of("via", "[192.0.2.1]:25"));
        fixture.ask("PUT", "routes/from:here.example", Map.of("via", "mine.example"));
        fixture.ask("PUT", "routes/from:ann@here.example", Map.of("via", "mx"));
        assertThat(fixture.remote(SENDER, "far@there.example").via()).isEqualTo("relay.example:587");
        assertThat(fixture.remote(SENDER, "boss@there.example").via()).isEqualTo("[192.0.2.1]:25");
        assertThat(fixture.remote("bob@here.example", "x@elsewhere.test").via()).isEqualTo("mine.example");
        assertThat(fixture.remote("ann@here.example", "x@elsewhere.test").via()).isEmpty();
        assertThat(fixture.remote("", "x@elsewhere.test").via()).isEqualTo("all.example");
        fixture.ask("DELETE", "routes/there.example", Map.of());
        assertThat(fixture.remote(SENDER, "far@there.example").via()).isEqualTo("wrong.example");
        assertThatThrownBy(() -> fixture.open(Map.of("via", new String[] {"there.example mailbox"})))
                .hasMessageContaining("there.example mailbox");
        assertThatThrownBy(() -> fixture.open(Map.of("backupDomains", new String[] {"no domain"})))
                .hasMessageContaining("no domain");
    }

    @Test
    void whoMaySendAsWhom() throws Exception {
        fixture.alias("one@here.example", "ann@here.example");
        fixture.alias("two@here.example", "one@here.example");
        fixture.alias("both@here.example", "ann@here.example", "bob@here.example");
        fixture.alias("out@here.example", Fixture.OUT);
        fixture.ask("PUT", "groups/team@here.example", Map.of());
        fixture.members("groups/team@here.example", "ann@here.example");
        fixture.ask("PUT", "forwards/ann@here.example", Map.of("to", List.of(Fixture.OUT), "keep", false));
        for (String address : List.of(
                "ann@here.example",
                "ANN@here.example",
                "ann+x@here.example",
                "one@here.example",
                "two+y@here.example")) {
            assertThat(may("ann", address)).as(address).isTrue();
            assertThat(may("bob", address)).as(address).isFalse();
        }
        for (String address : List.of(
                "both@here.example",
                "team@here.example",
                "out@here.example",
                Fixture.OUT,
                "x@here.example",
                "ann",
                "")) {
            assertThat(may("ann", address)).as(address).isFalse();
        }
        fixture.ask("PUT", "grants/team@here.example", Map.of("to", List.of("ann@here.example", "bob@here.example")));
        assertThat(may("ann", "team@here.example")).isTrue();
        assertThat(may("bob", "Team+x@here.example")).isTrue();
        assertThat(may("cyd", "team@here.example")).isFalse();
        fixture.ask("PUT", "catch-alls/also.example", Map.of("to", List.of("cyd@here.example")));
        assertThat(may("cyd", "anything@also.example")).isTrue();
        assertThat(may("ann", "anything@also.example")).isFalse();
    }

    private boolean may(String user, String address) {
        return fixture.router.maySendAs(fixture.account(user), address);
    }

    @Test
    void whatWasSaidSurvivesARestartAndIsSeenByTheOther() throws Exception {
        AddressRouter other = fixture.open(Map.of());
        assertThat(other.route(SENDER, "info@here.example")).isInstanceOf(Routing.Refused.class);
        fixture.alias("info@here.example", Fixture.OUT);
        assertThat(other.route(SENDER, "info@here.example")).isInstanceOf(Routing.Ours.class);
        String sender = fixture.remote(SENDER, "info@here.example").sender();
        fixture.router = fixture.open(Map.of());
        assertThat(fixture.to("", sender)).containsExactly(SENDER);
        assertThat(fixture.to("info@here.example")).containsExactly(Fixture.OUT);
        fixture.ask("DELETE", "aliases/info@here.example", Map.of());
        assertThat(other.route(SENDER, "info@here.example")).isInstanceOf(Routing.Refused.class);
        assertThat(fixture.to("info@here.example")).containsExactly("5.1.1");
    }

    @Test
    void whileAPartIsAwayNobodyIsToldNo() {
        fixture.router.unbindDirectory((Directory) fixture.directory);
        assertThat(fixture.to("ann@here.example")).containsExactly("4.3.2");
        assertThat(fixture.router.maySendAs(fixture.account("ann"), "ann@here.example"))
                .isFalse();
        fixture.router = fixture.open(Map.of());
        fixture.router.unbindStore(fixture.store.store());
        assertThat(fixture.to("ann@here.example")).as("never read").containsExactly("4.3.2");
        fixture.router.bindStore(fixture.store.store());
        assertThat(fixture.to("ann@here.example")).containsExactly("ann");
        fixture.router.unbindStore(fixture.store.store());
        assertThat(fixture.to("ann@here.example")).containsExactly("ann");
    }

    @Test
    void thousandsOfMembersAndAliases() throws Exception {
        fixture.router = fixture.open(Map.of("maxTargets", 6_000));
        fixture.resource = new RoutingResource(fixture.router);
        fixture.ask("PUT", "lists/big@here.example", Map.of("posting", "anyone"));
        for (int from = 0; from < 6_000; from += 2_000) {
            List<String> members = new ArrayList<>();
            for (int i = from; i < from + 2_000; i++) {
                members.add("m" + i + "@there.example");
            }
            fixture.ask("POST", "lists/big@here.example/members", Map.of("add", members));
        }
        assertThat(fixture.to("big@here.example")).hasSize(6_000);
        fixture.alias("over@here.example", "ann@here.example", "big@here.example");
        assertThat(fixture.to("over@here.example")).as("one too many").containsExactly("5.5.3");
        for (int i = 0; i < 3_000; i++) {
            fixture.alias("alias" + i + "@here.example", "ann@here.example");
        }
        assertThat(fixture.to("alias2999@here.example")).containsExactly("ann");
        fixture.ask("DELETE", "aliases/over@here.example", Map.of());
        fixture.ask("DELETE", "lists/big@here.example", Map.of());
        fixture.ask("PUT", "lists/big@here.example", Map.of("posting", "anyone"));
        assertThat(fixture.ask("GET", "", Map.of()).get("members")).isEqualTo(0);
    }

    @Test
    void membersThatAKillLeftBehindAreNobodys() throws Exception {
        fixture.ask("PUT", "lists/news@here.example", Map.of("posting", "anyone"));
        fixture.members("lists/news@here.example", "ann@here.example");
        StoredRules rules = new StoredRules();
        Account system = fixture.store.store().account(AccountId.SYSTEM).orElseThrow();
        Book book = rules.follow(system);
        long number = book.all(Kind.LIST).iterator().next().number();
        rules.remove(system, Kind.LIST, "news@here.example");
        rules.addMembers(system, number, List.of("bob@here.example", "cyd@here.example"));
        assertThat(rules.follow(system).memberCount()).isEqualTo(2);
        fixture.ask("PUT", "lists/news@here.example", Map.of("posting", "anyone"));
        assertThat(fixture.to("news@here.example")).containsExactly("5.1.1");
        assertThat(fixture.ask("GET", "", Map.of()).get("members")).isEqualTo(0);
    }

    @Test
    void figuresAndDefaults() {
        fixture.to("ann@here.example");
        fixture.to("x@here.example");
        List<String> names = new ArrayList<>();
        fixture.router.measure(new Metrics() {
            @Override
            public void counter(String name, String help, double value, String... labels) {
                names.add(name + String.join("=", labels) + ' ' + value);
            }

            @Override
            public void gauge(String name, String help, double value, String... labels) {
                names.add(name + String.join("=", labels) + ' ' + value);
            }
        });
        assertThat(names)
                .contains(
                        "mailbay_routing_addresses_totalanswer=ours 1.0",
                        "mailbay_routing_addresses_totalanswer=refused 1.0",
                        "mailbay_routing_members 0.0");
        assertThat(Configurations.of(AddressRouter.Config.class, Map.of()).separator())
                .isEqualTo("+");
    }
}

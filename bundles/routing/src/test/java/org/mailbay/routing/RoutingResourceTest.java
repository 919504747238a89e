package org.mailbay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.antispam.Antispam;
import org.mailbay.antispam.Candidate;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.delivery.spi.Consignment;
import org.mailbay.delivery.spi.Transport;
import org.mailbay.directory.Secret;

final class RoutingResourceTest {
    private Fixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new Fixture(Map.of());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void refused(String code, String method, String path, Map<String, Object> body) {
        assertThatThrownBy(() -> fixture.ask(method, path, body))
                .as(path + ' ' + body)
                .isInstanceOfSatisfying(
                        AdminProblem.class,
                        problem -> assertThat(problem.code()).isEqualTo(code));
    }

    private static Map<String, Object> to(String... addresses) {
        return Map.of("to", List.of(addresses));
    }

    @Test
    void whatCannotBeIsRefusedByName() throws Exception {
        refused("not-our-domain", "PUT", "aliases/x@there.example", to("ann@here.example"));
        refused("malformed-address", "PUT", "aliases/x", to("ann@here.example"));
        refused("malformed-address", "PUT", "aliases/x@here.example", to("ann"));
        refused("malformed-address", "PUT", "aliases/x@here.example", to("@here.example"));
        refused("malformed", "PUT", "aliases/x@here.example", Map.of());
        refused("malformed", "PUT", "aliases/x@here.example", Map.of("to", "ann@here.example"));
        refused("malformed", "PUT", "aliases/x@here.example", Map.of("to", List.of(7)));
        refused("unknown-field", "PUT", "aliases/x@here.example", Map.of("too", List.of()));
        refused("nobody", "PUT", "aliases/x@here.example", to("nobody@here.example"));
        refused("is-user", "PUT", "aliases/ann@here.example", to("bob@here.example"));
        refused("no-such-user", "PUT", "forwards/x@here.example", to("bob@here.example"));
        refused("malformed-domain", "PUT", "catch-alls/a b", to("bob@here.example"));
        refused("not-our-domain", "PUT", "catch-alls/there.example", to("bob@here.example"));
        refused("no-such-user", "PUT", "grants/x@here.example", to("nobody@here.example"));
        refused("malformed-via", "PUT", "routes/there.example", Map.of("via", "mailbox"));
        refused("malformed-via", "PUT", "routes/there.example", Map.of("via", "a b"));
        refused("malformed", "PUT", "routes/there.example", Map.of());
        refused("malformed-name", "PUT", "routes/from:", Map.of("via", "mx"));
        refused("malformed", "PUT", "groups/x@here.example", Map.of("posting", "all"));
        refused("must-be-open", "PUT", "groups/postmaster@here.example", Map.of("posting", "members"));
        refused("too-long", "PUT", "lists/" + "x".repeat(60) + "@here.example", Map.of());
        refused("not-found", "DELETE", "aliases/x@here.example", Map.of());
        refused("not-found", "GET", "aliases/x@here.example", Map.of());
        refused("not-found", "GET", "nothing", Map.of());
        refused("not-found", "POST", "lists/x@here.example/members", Map.of("add", List.of("a@b.example")));
        refused("method-not-allowed", "POST", "aliases", Map.of());
        List<String> many = new ArrayList<>();
        for (int i = 0; i <= Checks.MAX_TO; i++) {
            many.add("x" + i + "@there.example");
        }
        refused("too-many-targets", "PUT", "aliases/x@here.example", Map.of("to", many));
        fixture.ask("PUT", "groups/team@here.example", Map.of());
        refused("not-here", "POST", "groups/team@here.example/members", Map.of("add", List.of(Fixture.OUT)));
        refused("exists", "PUT", "aliases/team@here.example", to("ann@here.example"));
        refused("missing-add", "POST", "groups/team@here.example/members", Map.of());
        assertThat(fixture.ask("GET", "aliases", Map.of()).get("items")).isEqualTo(List.of());
    }

    @Test
    void circlesAreRefusedAndNamed() throws Exception {
        refused("cycle", "PUT", "aliases/a@here.example", to("a@here.example"));
        fixture.alias("c@here.example", "ann@here.example");
        fixture.alias("b@here.example", "c@here.example");
        fixture.alias("a@here.example", "b@here.example");
        assertThatThrownBy(() -> fixture.alias("c@here.example", "bob@here.example", "a+x@here.example"))
                .hasMessageContaining("c@here.example");
        refused("cycle", "PUT", "forwards/ann@here.example", to("a@here.example"));
        fixture.ask("PUT", "forwards/bob@here.example", to("cyd@here.example"));
        refused("cycle", "PUT", "forwards/cyd@here.example", to("bob@here.example"));
        fixture.ask("PUT", "lists/l1@here.example", Map.of());
        fixture.ask("PUT", "lists/l2@here.example", Map.of());
        fixture.members("lists/l1@here.example", "l2@here.example", "ann@here.example");
        refused("cycle", "POST", "lists/l2@here.example/members", Map.of("add", List.of("l1@here.example")));
        refused("cycle", "PUT", "catch-alls/here.example", to("unknown@here.example"));
        refused("cycle", "PUT", "catch-alls/here.example", to("@here.example"));
        fixture.ask("PUT", "catch-alls/here.example", to("@also.example"));
        refused("cycle", "PUT", "catch-alls/also.example", to("@here.example"));
        assertThat(fixture.to("a@here.example")).containsExactly("ann");
    }

    @Test
    void rulesAreListedShownAndRemoved() throws Exception {
        fixture.alias("Info@Here.example", "ANN@here.example");
        assertThat(fixture.ask("GET", "aliases", Map.of()))
                .doesNotContainKey("next")
                .containsEntry(
                        "items", List.of(Map.of("name", "info@here.example", "to", List.of("ann@here.example"))));
        fixture.ask("PUT", "lists/l@here.example", Map.of("owners", List.of("ann@here.example")));
        fixture.members("lists/l@here.example", "b@there.example", "a@there.example");
        assertThat(fixture.ask("GET", "lists/l@here.example", Map.of()))
                .containsEntry("posting", "members")
                .containsEntry("members", 2);
        assertThat(fixture.ask("GET", "lists/l@here.example/members", Map.of()).get("items"))
                .isEqualTo(List.of("a@there.example", "b@there.example"));
        fixture.ask("PUT", "forwards/ann@here.example", to(Fixture.OUT));
        assertThat(fixture.ask("GET", "forwards/ann@here.example", Map.of())).containsEntry("keep", true);
        fixture.ask("DELETE", "aliases/info@here.example", Map.of());
        assertThat(fixture.ask("GET", "", Map.of())).containsEntry("aliases", 0).containsEntry("forwards", 1);
    }

    @Test
    void healthNamesWhatLeadsNowhere() throws Exception {
        RoutingHealth health = new RoutingHealth(fixture.router, fixture.directory);
        fixture.alias("new@here.example", "ann@here.example");
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
        fixture.directory.createUser("new@here.example", "", Secret.of("x"));
        Result result = health.execute();
        assertThat(result.getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(result.toString()).contains("new@here.example hides a user");
    }

    private static Map<String, Object> ask(WhatIf whatIf, Map<String, String> query) throws AdminProblem, IOException {
        return Call.of("GET", "").query(query).to(whatIf);
    }

    @Test
    void whatIfSomebodySentSomething() throws Exception {
        WhatIf whatIf = new WhatIf(fixture.router, () -> fixture.now);
        fixture.alias("info@here.example", "ann@here.example", Fixture.OUT);
        fixture.ask("PUT", "routes/relayed.example", Map.of("via", "relay.example:587"));
        assertThat(ask(whatIf, Map.of("from", "<>", "to", "info@here.example")).toString())
                .contains("taken from anybody", "alias info@here.example", "nothing carries mail")
                .contains("antispam=[]");
        List<Candidate> asked = new ArrayList<>();
        Antispam antispam = (phase, candidate) -> {
            asked.add(candidate);
            return new Verdict(
                    Verdict.Action.REFUSE,
                    9,
                    "5.7.1",
                    "listed",
                    List.of(new Verdict.Said("dnsbl", Opinion.refuse("5.7.1", "listed"), 12, "")),
                    List.of());
        };
        Transport transport = new Transport() {
            @Override
            public List<Carried> carry(Consignment consignment) {
                throw new IllegalStateException("nothing is sent");
            }

            @Override
            public List<String> explain(String destination) {
                return List.of("asked for " + destination);
            }
        };
        whatIf.bindAntispam(antispam);
        whatIf.bindTransport(transport);
        Map<String, Object> answer = ask(
                whatIf,
                Map.of("from", "a@there.example", "to", "info@here.example", "client", "2001:db8::1", "helo", "x"));
        assertThat(answer.toString())
                .contains("asked for there.example", "phase=CONNECTION", "phase=RECIPIENT", "stage=dnsbl", "listed")
                .contains("sender=SRS0=");
        assertThat(asked).hasSize(2).allMatch(candidate -> candidate.traceId().startsWith("what-if-"));
        assertThat(asked.getLast().client().address()).isEqualTo(InetAddress.ofLiteral("2001:db8::1"));
        assertThat(ask(whatIf, Map.of("to", "x@relayed.example")).toString())
                .contains("only from who has logged in", "asked for relay.example:587");
        assertThat(ask(whatIf, Map.of("to", "x@here.example")).toString()).contains("refused: 5.1.1");
        for (Map<String, String> wrong : List.of(
                Map.of("to", "x@here.example", "client", "localhost"),
                Map.of("from", "x"),
                Map.of("from", "x", "to", "x@here.example"),
                Map.of("fron", "x"))) {
            assertThatThrownBy(() -> ask(whatIf, wrong)).isInstanceOf(AdminProblem.class);
        }
        whatIf.unbindAntispam(antispam);
        whatIf.unbindTransport(transport);
        assertThat(asked).extracting(Candidate::sender).containsExactly("", "a@there.example");
        assertThat(Phase.values()).hasSize(3);
    }
}

package org.mailbay.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Routing;

/** What no administrator could say, but a restore or another version may have left: it ends, is bounded, and is named. */
final class ExpansionTest {
    private Fixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new Fixture(Map.of());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private Routing route(List<Rule> rules, String recipient) {
        Settings settings = new Settings("+", Set.of(), null, true, 1_000, 20);
        return new Expansion(Book.EMPTY.with(List.of(), rules), fixture.directory, settings, "a@there.example", false)
                .route(recipient);
    }

    private static Rule alias(String name, String... to) {
        return Rule.of(Kind.ALIAS, name + "@here.example", List.of(to));
    }

    @Test
    void circlesEndAndAreNamed() {
        Routing routing = route(
                List.of(
                        alias("a", "b@here.example"),
                        alias("b", "c@here.example"),
                        alias("c", "a+x@here.example", "b@here.example")),
                "a@here.example");
        assertThat(routing).isInstanceOf(Routing.Refused.class);
        assertThat(((Routing.Refused) routing).status()).isEqualTo("5.4.6");
        assertThat(routing.steps()).contains("cycle b@here.example → c@here.example → b@here.example");
    }

    @Test
    void aCircleWithAWayOutGoesOut() {
        Routing routing = route(
                List.of(alias("a", "b@here.example", "ann@here.example"), alias("b", "a@here.example")),
                "a@here.example");
        assertThat(((Routing.Ours) routing).targets()).hasSize(1);
        assertThat(routing.steps()).contains("cycle a@here.example → b@here.example → a@here.example");
        routing = route(List.of(alias("a", "a@here.example")), "a@here.example");
        assertThat(routing.steps()).contains("cycle a@here.example → a@here.example");
    }

    @Test
    void depthIsBounded() {
        List<Rule> chain = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            chain.add(alias("n" + i, "n" + (i + 1) + "@here.example"));
        }
        chain.add(alias("n500", "ann@here.example"));
        assertThat(((Routing.Refused) route(chain, "n0@here.example")).status()).isEqualTo("5.4.6");
        assertThat(route(chain, "n485@here.example")).isInstanceOf(Routing.Ours.class);
    }

    @Test
    void waysThatMultiplyAreGoneOnce() {
        List<Rule> rules = new ArrayList<>();
        for (int level = 0; level < 15; level++) {
            int next = level + 1;
            for (int i = 0; i < 20; i++) {
                rules.add(alias(
                        "l" + level + "-" + i,
                        IntStream.range(0, 20)
                                .mapToObj(j -> "l" + next + "-" + j + "@here.example")
                                .toArray(String[]::new)));
            }
        }
        for (int i = 0; i < 20; i++) {
            rules.add(alias("l15-" + i, "x" + i + "@there.example"));
        }
        Routing routing = route(rules, "l0-0@here.example");
        assertThat(((Routing.Ours) routing).targets()).hasSize(20);
        assertThat(routing.steps()).hasSizeLessThanOrEqualTo(101);
    }

    @Test
    void aListOfAHundredThousandIsGoneThroughAndOneMoreIsTooMany() {
        List<Member> members = IntStream.range(0, 100_000)
                .mapToObj(i -> new Member(7, "m" + i + "@there.example"))
                .toList();
        Book book = Book.EMPTY
                .with(List.of(), List.of(new Rule(7, Kind.LIST, "l@here.example", List.of(), false, Posting.ANYONE)))
                .withMembers(List.of(), members);
        Settings settings = fixture.router.settings();
        assertThat(settings.maxTargets()).isEqualTo(100_000);
        Routing routing =
                new Expansion(book, fixture.directory, settings, "a@there.example", false).route("l@here.example");
        assertThat(((Routing.Ours) routing).targets()).hasSize(100_000);
        book = book.withMembers(List.of(), List.of(new Member(7, "ann@here.example")));
        routing = new Expansion(book, fixture.directory, settings, "a@there.example", false).route("l@here.example");
        assertThat(((Routing.Refused) routing).status()).isEqualTo("5.5.3");
    }

    @Test
    void whateverTheRulesAreItEnds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            List<Rule> rules = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                List<String> to = new ArrayList<>();
                for (int j = random.nextInt(4); j >= 0; j--) {
                    to.add("r" + random.nextInt(33) + (random.nextInt(4) == 0 ? "+x" : "") + "@here.example");
                }
                rules.add(Rule.of(Kind.ALIAS, "r" + i + "@here.example", to));
            }
            rules.add(Rule.of(
                    Kind.CATCH_ALL,
                    "here.example",
                    List.of(random.nextBoolean() ? "@here.example" : "r7@here.example")));
            Routing routing = route(rules, "r0@here.example");
            assertThat(routing).as("seed " + seed).isInstanceOf(Routing.Refused.class);
            assertThat(((Routing.Refused) routing).status()).as("seed " + seed).isIn("5.4.6", "5.1.1");
        }
    }
}

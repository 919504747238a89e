package org.mailbay.antispam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.antispam.Verdict.Action;
import org.mailbay.mailauth.results.AuthenticationResults;

class DecisionTest {
    private static final Decision DECISION = new Decision(5, 15, true);

    private static Heard heard(Opinion opinion) {
        return new Heard("s", Rule.DEFAULT, Bounds.of(opinion), 1, "", List.of());
    }

    private static Verdict decide(Decision decision, Phase phase, Opinion... opinions) {
        return decision.of(
                phase,
                "mx.example",
                List.of(opinions).stream().map(DecisionTest::heard).toList(),
                List.of());
    }

    private static Action action(Opinion... opinions) {
        return decide(DECISION, Phase.MESSAGE, opinions).action();
    }

    @Test
    void theStrongestAdviceWins() {
        Opinion refuse = Opinion.refuse("5.7.20", "no");
        Opinion later = Opinion.tryLater("4.7.1", "later");
        Opinion quarantine = Opinion.quarantine("look");
        Opinion junk = Opinion.points(5, "j");
        assertThat(action()).isEqualTo(Action.ACCEPT);
        assertThat(action(junk, Opinion.points(-0.1, "g"))).isEqualTo(Action.ACCEPT);
        assertThat(action(junk)).isEqualTo(Action.JUNK);
        assertThat(action(junk, quarantine)).isEqualTo(Action.QUARANTINE);
        assertThat(action(quarantine, later, junk)).isEqualTo(Action.TRY_LATER);
        assertThat(action(later, refuse)).isEqualTo(Action.REFUSE);
        assertThat(action(junk, Opinion.points(10, "k"))).isEqualTo(Action.REFUSE);
    }

    @Test
    void whoMustNotRefuseUsesJunk() {
        Decision mild = new Decision(5, 15, false);
        Opinion refuse = Opinion.refuse("5.7.1", "no");
        assertThat(decide(mild, Phase.MESSAGE, refuse).action()).isEqualTo(Action.JUNK);
        assertThat(decide(mild, Phase.MESSAGE, refuse).fields().getLast()).startsWith("X-Spam-Status: Yes, ");
        assertThat(decide(mild, Phase.CONNECTION, refuse).action()).isEqualTo(Action.ACCEPT);
        assertThat(decide(mild, Phase.RECIPIENT, Opinion.tryLater("", "wait")).action())
                .isEqualTo(Action.TRY_LATER);
    }

    @Test
    void beforeThereIsAMessageThereIsNoJunk() {
        assertThat(decide(DECISION, Phase.CONNECTION, Opinion.points(6, "x")).action())
                .isEqualTo(Action.ACCEPT);
        assertThat(decide(DECISION, Phase.RECIPIENT, Opinion.quarantine("x")).action())
                .isEqualTo(Action.ACCEPT);
        assertThat(decide(DECISION, Phase.CONNECTION, Opinion.points(16, "x")).action())
                .isEqualTo(Action.REFUSE);
    }

    @Test
    void theReplyIsTheFirstStagesAndFitsOneLine() {
        Verdict verdict = decide(
                DECISION,
                Phase.MESSAGE,
                Opinion.refuse("4.7.1", "Größe " + "x".repeat(600)),
                Opinion.refuse("5.7.2", "second"));
        assertThat(verdict.status()).isEqualTo("5.7.1");
        assertThat(verdict.reply()).startsWith("Gr??e xxx").hasSize(200);
        assertThat(decide(DECISION, Phase.MESSAGE, Opinion.points(16.04, "x")).reply())
                .isEqualTo("Refused as spam, 16.0 points");
        assertThat(decide(DECISION, Phase.MESSAGE, Opinion.tryLater("nonsense\r\n", ""))
                        .status())
                .isEqualTo("4.7.1");
    }

    @Test
    void hostileResultsMakeNoFieldOfTheirOwn() {
        LinkedHashMap<String, String> properties = new LinkedHashMap<>();
        properties.put("smtp.mailfrom", "\"a b\r\nX-Evil: 1\\\"@example.test");
        properties.put("header.d", "example.test");
        properties.put("smtp.helo\r\nX-Evil", "x");
        properties.put("policy.empty", "");
        properties.put("smtp.rcptto", "ok+tag@example.test");
        List<AuthResult> results = List.of(
                new AuthResult("spf", "fail", "bad\r\nX-Evil: 2", properties),
                new AuthResult("x; dkim=pass", "pass", "", new LinkedHashMap<>()),
                new AuthResult("dkim", "pass\r\n", "", new LinkedHashMap<>(Map.of("header.d", "x"))));
        Verdict verdict = decide(DECISION, Phase.MESSAGE, Opinion.NONE.with(results));
        String field = verdict.fields().getFirst();
        assertThat(field.lines())
                .as(field)
                .allMatch(line -> line.startsWith("Authentication-Results: ") || line.startsWith("\t"));
        assertThat(AuthenticationResults.parse(field.substring(field.indexOf(':') + 1))
                        .orElseThrow()
                        .results())
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.method() + "=" + result.result()).isEqualTo("spf=fail");
                    assertThat(result.reason()).isEqualTo("bad  X-Evil: 2");
                    assertThat(result.properties())
                            .containsOnlyKeys("smtp.mailfrom", "header.d", "smtp.rcptto")
                            .containsEntry("header.d", "example.test")
                            .containsEntry("smtp.rcptto", "ok+tag@example.test");
                });
    }
}

package org.mailbay.antispam.spf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Opinion.Advice;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.tck.stage.Letter;
import org.mailbay.tck.stage.StageContract;
import org.mailbay.tck.stage.Zone;
import org.mailbay.testkit.Configurations;

class SpfStageTest implements StageContract {
    private static final Letter LETTER = Letter.of("From: a@example.com\r\n\r\nx\r\n");
    private static final Zone ZONE = Zone.of(
            "example.com TXT v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all",
            "soft.example TXT v=spf1 ~all",
            "bad.example TXT v=spf1 nonsense",
            "mail.example.com TXT v=spf1 ip4:192.0.2.1 -all");

    private static SpfStage stage(Map<String, Object> settings) {
        return new SpfStage(Configurations.of(SpfStage.Config.class, settings));
    }

    @Override
    public Stage stage() {
        return stage(Map.of());
    }

    private static Opinion judge(Letter letter) {
        return stage(Map.of()).judge(Phase.MESSAGE, letter.candidate(), ZONE);
    }

    private static String results(Opinion opinion) {
        return opinion.results().stream()
                .map(one -> one.method() + "=" + one.result() + " " + one.properties())
                .toList()
                .toString();
    }

    @Test
    void whoMaySendPasses() {
        Opinion opinion = judge(LETTER);
        assertThat(opinion.advice()).isEqualTo(Advice.NONE);
        assertThat(results(opinion)).isEqualTo("[spf=pass {smtp.mailfrom=example.com}]");
        assertThat(results(judge(LETTER.sender("")))).isEqualTo("[spf=pass {smtp.helo=mail.example.com}]");
    }

    @Test
    void whoMayNotGetsPointsOrIsRefused() {
        Opinion opinion = judge(LETTER.by("203.0.113.5"));
        assertThat(opinion.points()).isEqualTo(3);
        assertThat(opinion.reason()).isEqualTo("SPF fail: 203.0.113.5 for example.com");
        assertThat(results(opinion)).isEqualTo("[spf=fail {smtp.mailfrom=example.com}]");
        assertThat(judge(LETTER.sender("a@soft.example")).points()).isEqualTo(1);
        assertThat(judge(LETTER.sender("a@bad.example")).points()).isEqualTo(0.5);
        Opinion refused = stage(Map.of("refuse", true))
                .judge(Phase.MESSAGE, LETTER.by("203.0.113.5").candidate(), ZONE);
        assertThat(refused.advice()).isEqualTo(Advice.REFUSE);
        assertThat(refused.status()).isEqualTo("5.7.23");
    }

    @Test
    void whatAnotherServerTookIsNotJudgedByItsAddress() {
        Opinion opinion = stage(Map.of("refuse", true))
                .judge(Phase.MESSAGE, LETTER.by("0.0.0.0").candidate(), ZONE);
        assertThat(opinion.advice()).isEqualTo(Advice.NONE);
        assertThat(opinion.results()).isEmpty();
    }

    @Test
    void whatIsNotKnownCountsNothing() {
        assertThat(results(judge(LETTER.sender("a@nobody.example"))))
                .isEqualTo("[spf=none {smtp.mailfrom=nobody.example}]");
        Opinion opinion = stage(Map.of("refuse", true))
                .judge(
                        Phase.MESSAGE,
                        LETTER.candidate(),
                        Zone.of("example.com TXT v=spf1 -all").fail("example.com"));
        assertThat(opinion.advice()).isEqualTo(Advice.NONE);
        assertThat(results(opinion)).isEqualTo("[spf=temperror {smtp.mailfrom=example.com}]");
    }
}

package org.mailbay.antispam.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Opinion.Advice;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.tck.stage.Letter;
import org.mailbay.tck.stage.StageContract;
import org.mailbay.tck.stage.Zone;
import org.mailbay.testkit.Configurations;

class DmarcStageTest implements StageContract {
    private static final Zone ZONE = Zone.of(
            "_dmarc.reject.example TXT v=DMARC1; p=reject",
            "_dmarc.quarantine.example TXT v=DMARC1; p=quarantine",
            "_dmarc.none.example TXT v=DMARC1; p=none");
    private static final AuthResult NO_SPF = result("spf", "none", "smtp.mailfrom", "elsewhere.example");
    private static final AuthResult NO_DKIM = result("dkim", "none");

    private static AuthResult result(String method, String result, String... properties) {
        LinkedHashMap<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            all.put(properties[i], properties[i + 1]);
        }
        return new AuthResult(method, result, "", all);
    }

    private static DmarcStage stage(Map<String, Object> settings) {
        return new DmarcStage(Configurations.of(DmarcStage.Config.class, settings));
    }

    @Override
    public Stage stage() {
        return stage(Map.of());
    }

    private static Opinion judge(Map<String, Object> settings, String from, AuthResult... results) throws Exception {
        Letter letter = Letter.of("From: x <a@" + from + ">\r\n\r\nx\r\n").results(results);
        return stage(settings).judge(Phase.MESSAGE, letter.candidate(), ZONE);
    }

    private static Opinion judge(String from, AuthResult... results) throws Exception {
        return judge(Map.of(), from, results);
    }

    private static String dmarc(Opinion opinion) {
        AuthResult result = opinion.results().getFirst();
        return result.method() + "=" + result.result() + " " + result.properties();
    }

    @Test
    void onePassOfTheAuthorsDomainIsEnough() throws Exception {
        Opinion byDkim = judge("reject.example", NO_SPF, result("dkim", "pass", "header.d", "reject.example"));
        assertThat(byDkim.advice()).isEqualTo(Advice.NONE);
        assertThat(dmarc(byDkim))
                .isEqualTo("dmarc=pass {header.from=reject.example, polrec.p=reject, polrec.domain=reject.example}");
        Opinion bySpf =
                judge("reject.example", result("spf", "pass", "smtp.mailfrom", "bounces.reject.example"), NO_DKIM);
        assertThat(dmarc(bySpf)).startsWith("dmarc=pass");
        Opinion byHelo = judge("reject.example", result("spf", "pass", "smtp.helo", "mx.reject.example"), NO_DKIM);
        assertThat(dmarc(byHelo)).startsWith("dmarc=pass");
    }

    @Test
    void anothersPassIsNone() throws Exception {
        AuthResult other = result("dkim", "pass", "header.d", "evil.example");
        Opinion refused = judge("reject.example", NO_SPF, other);
        assertThat(refused.advice()).isEqualTo(Advice.REFUSE);
        assertThat(refused.status()).isEqualTo("5.7.26");
        assertThat(refused.reason()).isEqualTo("Not accepted by the DMARC policy of reject.example");
        assertThat(dmarc(refused)).startsWith("dmarc=fail");
        assertThat(judge("quarantine.example", NO_SPF, other).points()).isEqualTo(8);
        assertThat(judge("none.example", NO_SPF, other).advice()).isEqualTo(Advice.NONE);
        assertThat(dmarc(judge("nobody.example", NO_SPF, other))).startsWith("dmarc=none");
    }

    @Test
    void theOperatorSaysWhatIsDone() throws Exception {
        assertThat(judge(Map.of("reject", "junk"), "reject.example", NO_SPF, NO_DKIM)
                        .points())
                .isEqualTo(8);
        assertThat(judge(Map.of("reject", "quarantine"), "reject.example", NO_SPF, NO_DKIM)
                        .advice())
                .isEqualTo(Advice.QUARANTINE);
        assertThat(judge(Map.of("quarantine", "quarantine"), "quarantine.example", NO_SPF, NO_DKIM)
                        .advice())
                .isEqualTo(Advice.QUARANTINE);
        assertThat(judge(Map.of("reject", "none"), "reject.example", NO_SPF, NO_DKIM)
                        .advice())
                .isEqualTo(Advice.NONE);
    }

    @Test
    void nobodyIsRefusedForWhatWeDidNotCheck() throws Exception {
        Opinion opinion = judge("reject.example", NO_DKIM);
        assertThat(opinion.advice()).isEqualTo(Advice.NONE);
        assertThat(opinion.reason()).isEqualTo("DMARC fail for reject.example, but nobody checked spf");
        assertThat(judge("reject.example").reason()).endsWith("but nobody checked spf and dkim");
        Opinion later = judge("reject.example", NO_SPF, result("dkim", "temperror", "header.d", "reject.example"));
        assertThat(later.advice()).isEqualTo(Advice.NONE);
        assertThat(dmarc(later)).startsWith("dmarc=temperror");
        Letter letter = Letter.of("From: a@reject.example\r\n\r\n").results(NO_SPF, NO_DKIM);
        Opinion failed = stage(Map.of())
                .judge(
                        Phase.MESSAGE,
                        letter.candidate(),
                        Zone.of().fail("_dmarc.reject.example").fail("_dmarc.example"));
        assertThat(dmarc(failed)).startsWith("dmarc=temperror");
    }

    @Test
    void severalFromFieldsAreRefused() throws Exception {
        Letter letter = Letter.of("From: a@none.example\r\nFrom: b@reject.example\r\n\r\n")
                .results(NO_SPF, NO_DKIM);
        Opinion opinion = stage(Map.of()).judge(Phase.MESSAGE, letter.candidate(), ZONE);
        assertThat(opinion.advice()).isEqualTo(Advice.REFUSE);
        assertThat(opinion.reason()).isEqualTo("The message has 2 From fields");
        assertThat(stage(Map.of("refuseSeveralFrom", false))
                        .judge(Phase.MESSAGE, letter.candidate(), ZONE)
                        .advice())
                .isEqualTo(Advice.NONE);
        assertThat(stage(Map.of())
                        .judge(Phase.MESSAGE, Letter.of("Subject: x\r\n\r\n").candidate(), ZONE)
                        .advice())
                .as("programs forget it")
                .isEqualTo(Advice.NONE);
    }

    @Test
    void aTrustedSealerVouchesForWhatPassedThere() throws Exception {
        AuthResult arc = result("arc", "pass", "policy.sealers", "list.example mx.example", "policy.dmarc", "pass");
        Map<String, Object> both = Map.of("trustedSealers", new String[] {"list.example", "MX.example"});
        Map<String, Object> one = Map.of("trustedSealers", new String[] {"list.example"});
        assertThat(judge(both, "reject.example", NO_SPF, NO_DKIM, arc).advice()).isEqualTo(Advice.NONE);
        assertThat(judge(one, "reject.example", NO_SPF, NO_DKIM, arc).advice()).isEqualTo(Advice.REFUSE);
        assertThat(judge("reject.example", NO_SPF, NO_DKIM, arc).advice()).isEqualTo(Advice.REFUSE);
        AuthResult failed = result("arc", "pass", "policy.sealers", "list.example", "policy.dmarc", "fail");
        assertThat(judge(one, "reject.example", NO_SPF, NO_DKIM, failed).advice())
                .isEqualTo(Advice.REFUSE);
        AuthResult broken = result("arc", "fail", "policy.sealers", "list.example", "policy.dmarc", "pass");
        assertThat(judge(one, "reject.example", NO_SPF, NO_DKIM, broken).advice())
                .isEqualTo(Advice.REFUSE);
    }
}

package org.mailbay.antispam.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Opinion.Advice;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.mailauth.dkim.DkimSigner;
import org.mailbay.mailauth.dkim.SigningKey;
import org.mailbay.tck.stage.Letter;
import org.mailbay.tck.stage.StageContract;
import org.mailbay.tck.stage.Zone;
import org.mailbay.testkit.Configurations;

class DkimStageTest implements StageContract {
    private static final Instant TIME = Instant.parse("2026-01-01T12:00:00Z");
    private static final String TEXT = "From: a@example.com\r\nSubject: x\r\n\r\nbody\r\n";
    private static String signed = "";
    private static Zone zone = Zone.of();

    @BeforeAll
    static void sign() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        String key = Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, 12, encoded.length));
        zone = Zone.of("s1._domainkey.example.com TXT v=DKIM1; k=ed25519; p=" + key);
        List<String> fields = new DkimSigner(InstantSource.fixed(TIME))
                .sign(Letter.of(TEXT).content(), List.of(new SigningKey("example.com", "s1", pair.getPrivate())));
        signed = fields.getFirst() + TEXT;
    }

    private static DkimStage stage(Map<String, Object> settings) {
        return new DkimStage(Configurations.of(DkimStage.Config.class, settings));
    }

    @Override
    public Stage stage() {
        return stage(Map.of());
    }

    private static Opinion judge(String text) throws Exception {
        return stage(Map.of()).judge(Phase.MESSAGE, Letter.of(text).candidate(), zone);
    }

    @Test
    void aSignaturePasses() throws Exception {
        Opinion opinion = judge(signed);
        assertThat(opinion.advice()).isEqualTo(Advice.NONE);
        AuthResult result = opinion.results().getFirst();
        assertThat(result.result()).as(result.reason()).isEqualTo("pass");
        assertThat(result.properties())
                .containsEntry("header.d", "example.com")
                .containsEntry("header.s", "s1")
                .containsEntry("header.a", "ed25519-sha256")
                .containsKey("header.b");
        assertThat(judge(TEXT).results().getFirst().result()).isEqualTo("none");
    }

    @Test
    void whatWasChangedFailsAndCountsOnlyWhenItIsToCount() throws Exception {
        String changed = signed.replace("body", "buddy");
        Opinion opinion = judge(changed);
        assertThat(opinion.advice()).isEqualTo(Advice.NONE);
        assertThat(opinion.reason()).isEqualTo("DKIM fail example.com (the body was changed)");
        assertThat(opinion.results().getFirst().result()).isEqualTo("fail");
        assertThat(stage(Map.of("failPoints", 2.0))
                        .judge(Phase.MESSAGE, Letter.of(changed).candidate(), zone)
                        .points())
                .isEqualTo(2);
    }

    @Test
    void oneThatPassesIsEnough() throws Exception {
        String both = "DKIM-Signature: v=1; a=rsa-sha256; d=other.example; s=s; h=from; bh=AA==; b=AA==\r\n" + signed;
        Opinion opinion = stage(Map.of("failPoints", 2.0))
                .judge(Phase.MESSAGE, Letter.of(both).candidate(), zone);
        assertThat(opinion.points()).isZero();
        assertThat(opinion.results()).extracting(AuthResult::result).containsExactly("permerror", "pass");
    }

    @Test
    void aQuestionWithoutAnswerIsNoFailure() throws Exception {
        Opinion opinion = stage(Map.of("failPoints", 2.0))
                .judge(Phase.MESSAGE, Letter.of(signed).candidate(), Zone.of().fail("s1._domainkey.example.com"));
        assertThat(opinion.points()).isZero();
        assertThat(opinion.results().getFirst().result()).isEqualTo("temperror");
    }
}

package org.mailbay.antispam.arc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.AuthResult;
import org.mailbay.antispam.Opinion;
import org.mailbay.antispam.Opinion.Advice;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.spi.Stage;
import org.mailbay.tck.stage.Letter;
import org.mailbay.tck.stage.StageContract;
import org.mailbay.tck.stage.Zone;

class ArcStageTest implements StageContract {
    private static final String TEXT = "From: a@example.com\r\nSubject: x\r\n\r\nbody\r\n";
    private static KeyPair pair = new KeyPair(null, null);

    @BeforeAll
    static void key() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        pair = generator.generateKeyPair();
    }

    private static Zone zone() {
        return Zone.of("s._domainkey.list.example TXT v=DKIM1; k=rsa; p="
                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    }

    private static String sign(String canonical) throws Exception {
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(pair.getPrivate());
        signer.update(canonical.getBytes(StandardCharsets.ISO_8859_1));
        return Base64.getEncoder().encodeToString(signer.sign());
    }

    /** A message with a chain of one, sealed by {@code list.example}; fields in relaxed form already. */
    private static String sealed(String found) throws Exception {
        String bodyHash = Base64.getEncoder()
                .encodeToString(
                        MessageDigest.getInstance("SHA-256").digest("body\r\n".getBytes(StandardCharsets.US_ASCII)));
        String results = "i=1; mx.list.example; " + found;
        String message = "i=1; a=rsa-sha256; c=relaxed/relaxed; d=list.example; s=s; h=from; bh=" + bodyHash + "; b=";
        message += sign("from:a@example.com\r\narc-message-signature:" + message);
        String seal = "i=1; a=rsa-sha256; cv=none; d=list.example; s=s; b=";
        seal += sign("arc-authentication-results:" + results + "\r\narc-message-signature:" + message + "\r\narc-seal:"
                + seal);
        return "ARC-Seal: " + seal + "\r\nARC-Message-Signature: " + message + "\r\nARC-Authentication-Results: "
                + results + "\r\n" + TEXT;
    }

    @Override
    public Stage stage() {
        return new ArcStage();
    }

    private static AuthResult judge(String text) throws Exception {
        Opinion opinion = new ArcStage().judge(Phase.MESSAGE, Letter.of(text).candidate(), zone());
        assertThat(opinion.advice()).isEqualTo(Advice.NONE);
        return opinion.results().getFirst();
    }

    @Test
    void aChainSaysWhoSealedItAndWhatTheFirstOneFound() throws Exception {
        AuthResult result = judge(sealed("spf=pass; dmarc=pass header.from=example.com"));
        assertThat(result.result()).as(result.reason()).isEqualTo("pass");
        assertThat(result.properties().toString()).isEqualTo("{policy.sealers=list.example, policy.dmarc=pass}");
        assertThat(judge(sealed("spf=pass")).property("policy.dmarc")).isEqualTo("none");
    }

    @Test
    void oneThatIsBrokenSaysNothingOfAnybody() throws Exception {
        AuthResult result = judge(sealed("dmarc=pass").replace("body\r\n", "buddy\r\n"));
        assertThat(result.result()).isEqualTo("fail");
        assertThat(result.properties()).isEmpty();
        assertThat(judge(sealed("dmarc=fail").replace("dmarc=fail", "dmarc=pass"))
                        .result())
                .isEqualTo("fail");
        assertThat(judge(TEXT).result()).isEqualTo("none");
    }
}

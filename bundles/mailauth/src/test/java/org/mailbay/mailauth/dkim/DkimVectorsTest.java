package org.mailbay.mailauth.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.mailauth.Zone;
import org.mailbay.mailauth.dkim.DkimVerifier.Bounds;

/** The signed messages of the RFCs: RFC 6376 appendix A, RFC 8463 appendix A. */
final class DkimVectorsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    private static final String RFC8463 = """
            DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=brisbane; t=1528637909; h=from : to :
             subject : date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
             Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
            DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
             d=football.example.com; i=@football.example.com;
             q=dns/txt; s=test; t=1528637909; h=from : to : subject :
             date : message-id : from : subject : date;
             bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
             b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
             DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
             dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
            From: Joe SixPack <joe@football.example.com>
            To: Suzie Q <suzie@shopping.example.net>
            Subject: Is dinner ready?
            Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
            Message-ID: <20030712040037.46341.5F8J@football.example.com>

            Hi.

            We lost the game.  Are you hungry yet?

            Joe.
            """;

    private static final Zone ZONE = new Zone()
            .txt(
                    "brisbane._domainkey.football.example.com",
                    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
            .txt(
                    "test._domainkey.football.example.com",
                    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2"
                            + "jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVY"
                            + "LzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB")
            .txt(
                    "brisbane._domainkey.example.com",
                    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt"
                            + "IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gb"
                            + "to/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB");

    private static List<DkimVerdict> verdicts(String message) throws IOException {
        return new DkimVerifier(ZONE, () -> NOW, Bounds.DEFAULT)
                .verify(Zone.message(message)).stream().map(DkimResult::verdict).toList();
    }

    @Test
    void ed25519AndRsaOfRfc8463() throws IOException {
        assertThat(verdicts(RFC8463)).containsExactly(DkimVerdict.PASS, DkimVerdict.PASS);
        assertThat(verdicts(RFC8463.replace("hungry", "thirsty"))).containsExactly(DkimVerdict.FAIL, DkimVerdict.FAIL);
        assertThat(verdicts(RFC8463.replace("dinner", "lunch"))).containsExactly(DkimVerdict.FAIL, DkimVerdict.FAIL);
        assertThat(verdicts(RFC8463.replace("Subject: Is", "Subject:    Is")))
                .containsExactly(DkimVerdict.PASS, DkimVerdict.PASS);
    }

    @Test
    void simpleOfRfc6376() throws IOException {
        String message = """
                DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;
                      c=simple/simple; q=dns/txt; i=joe@football.example.com;
                      h=Received : From : To : Subject : Date : Message-ID;
                      bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
                      b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB
                      4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut
                      KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV
                      4bmp/YzhwvcubU4=;
                Received: from client1.football.example.com  [192.0.2.1]
                      by submitserver.example.com with SUBMISSION;
                      Fri, 11 Jul 2003 21:01:54 -0700 (PDT)
                From: Joe SixPack <joe@football.example.com>
                To: Suzie Q <suzie@shopping.example.net>
                Subject: Is dinner ready?
                Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
                Message-ID: <20030712040037.46341.5F8J@football.example.com>

                Hi.

                We lost the game. Are you hungry yet?

                Joe.
                """;
        assertThat(verdicts(message)).containsExactly(DkimVerdict.PASS);
        assertThat(verdicts(message.replace("Subject: Is", "Subject:  Is"))).containsExactly(DkimVerdict.FAIL);
        assertThat(verdicts(message + "\n\n")).containsExactly(DkimVerdict.PASS);
    }
}

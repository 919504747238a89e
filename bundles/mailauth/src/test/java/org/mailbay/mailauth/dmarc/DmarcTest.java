package org.mailbay.mailauth.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.mailauth.RawHeader;
import org.mailbay.mailauth.Zone;
import org.mailbay.mailauth.dmarc.DmarcResult.Verdict;
import org.mailbay.mailauth.dmarc.Identifier.Method;
import org.mailbay.mailauth.dmarc.Identifier.Standing;

/** RFC 9989 §4.10, §5.3. */
final class DmarcTest {
    private final Zone zone = new Zone();

    private static Identifier dkim(String domain) {
        return new Identifier(Method.DKIM, domain, Standing.PASS);
    }

    private DmarcResult check(String header, Identifier... identifiers) {
        try {
            RawHeader read = RawHeader.read(Zone.message(header + "\n\n"));
            return new Dmarc(zone).check(Authors.of(read), List.of(identifiers));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private DmarcResult from(String domain, Identifier... identifiers) {
        return check("From: Ann <ann@" + domain + ">", identifiers);
    }

    @Test
    void theWalkAsksEightQuestionsAtMost() {
        from("a.b.c.d.e.f.g.h.i.j.mail.example.com");
        assertThat(zone.asked())
                .containsExactly(
                        "_dmarc.a.b.c.d.e.f.g.h.i.j.mail.example.com TXT",
                        "_dmarc.g.h.i.j.mail.example.com TXT",
                        "_dmarc.h.i.j.mail.example.com TXT",
                        "_dmarc.i.j.mail.example.com TXT",
                        "_dmarc.j.mail.example.com TXT",
                        "_dmarc.mail.example.com TXT",
                        "_dmarc.example.com TXT",
                        "_dmarc.com TXT");
    }

    @Test
    void alignmentIsByOrganization() {
        zone.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:d@example.com");
        assertThat(from("mail.example.com", dkim("example.com")).verdict()).isEqualTo(Verdict.PASS);
        assertThat(from("example.com", dkim("mail.example.com")).aligned()).containsExactly("dkim=mail.example.com");
        DmarcResult fail = from("mail.example.com", dkim("example.org"));
        assertThat(fail.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(fail.wanted()).isEqualTo(Policy.REJECT);
        assertThat(fail.policyDomain()).isEqualTo("example.com");
        assertThat(fail.reports()).containsExactly("mailto:d@example.com");
        assertThat(from("notexample.com", dkim("example.com")).verdict()).isEqualTo(Verdict.NONE);
    }

    @Test
    void organizationsOfTheirOwnAreNotAligned() {
        zone.txt("_dmarc.example.com", "v=DMARC1; p=reject")
                .txt("_dmarc.cs.example.com", "v=DMARC1; p=quarantine; psd=n");
        assertThat(from("a.cs.example.com", dkim("example.com")).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(from("a.cs.example.com", dkim("example.com")).wanted()).isEqualTo(Policy.QUARANTINE);
        assertThat(from("a.cs.example.com", dkim("b.cs.example.com")).verdict()).isEqualTo(Verdict.PASS);
        assertThat(from("example.com", dkim("cs.example.com")).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void belowAPublicSuffixEachNameIsAnOrganization() {
        zone.txt("_dmarc.bank", "v=DMARC1; p=none; sp=quarantine; np=reject; psd=y")
                .empty("two.bank")
                .empty("mail.two.bank");
        assertThat(from("one.bank", dkim("two.bank")).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(from("one.bank", dkim("two.bank")).wanted()).isEqualTo(Policy.REJECT);
        assertThat(from("mail.two.bank").wanted()).isEqualTo(Policy.QUARANTINE);
        assertThat(from("mail.two.bank", dkim("two.bank")).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void strictIsStrict() {
        zone.txt("_dmarc.example.com", "v=DMARC1; p=reject; adkim=s; aspf=s");
        assertThat(from("example.com", dkim("mail.example.com")).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(from("example.com", dkim("example.com")).verdict()).isEqualTo(Verdict.PASS);
        Identifier spf = new Identifier(Method.SPF, "mail.example.com", Standing.PASS);
        assertThat(from("example.com", spf).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void whoTestsGetsOneLevelBelow() {
        zone.txt("_dmarc.example.com", "v=DMARC1; p=reject; t=y; pct=0");
        DmarcResult result = from("example.com");
        assertThat(result.published()).isEqualTo(Policy.REJECT);
        assertThat(result.wanted()).isEqualTo(Policy.QUARANTINE);
    }

    @Test
    void recordsThatAreNotValid() {
        zone.txt("_dmarc.one.example", "v=DMARC1; p=rejct")
                .txt("_dmarc.two.example", "v=DMARC1; p=rejct; rua=mailto:a@two.example")
                .txt("_dmarc.three.example", "v=dmarc1; p=reject")
                .txt("_dmarc.four.example", "v=DMARC1; p=reject")
                .txt("_dmarc.four.example", "v=DMARC1; p=reject")
                .txt("_dmarc.five.example", "v=DMARC1")
                .txt("_dmarc.six.example", "p=reject; v=DMARC1")
                .txt("_dmarc.seven.example", " v = DMARC1 ;; P=REJECT; nonsense");
        assertThat(from("one.example").verdict()).isEqualTo(Verdict.NONE);
        assertThat(from("two.example").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(from("two.example").wanted()).isEqualTo(Policy.NONE);
        assertThat(from("three.example").verdict()).isEqualTo(Verdict.NONE);
        assertThat(from("four.example").verdict()).isEqualTo(Verdict.NONE);
        assertThat(from("five.example").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(from("six.example").verdict()).isEqualTo(Verdict.NONE);
        assertThat(from("seven.example").wanted()).isEqualTo(Policy.REJECT);
    }

    @Test
    void whatIsUndecidedIsTriedLater() {
        zone.txt("_dmarc.example.com", "v=DMARC1; p=reject").silent("_dmarc.example.net");
        Identifier later = new Identifier(Method.DKIM, "example.com", Standing.TEMPERROR);
        assertThat(from("example.com", later).verdict()).isEqualTo(Verdict.TEMPERROR);
        assertThat(from("example.com", later, dkim("example.com")).verdict()).isEqualTo(Verdict.PASS);
        assertThat(from("example.com", new Identifier(Method.DKIM, "example.org", Standing.TEMPERROR))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(from("example.net").verdict()).isEqualTo(Verdict.TEMPERROR);
    }

    @Test
    void severalAuthors() {
        zone.txt("_dmarc.example.com", "v=DMARC1; p=quarantine").txt("_dmarc.example.net", "v=DMARC1; p=reject");
        assertThat(check("From: a@example.com\nFrom: b@example.com", dkim("example.com"))
                        .verdict())
                .isEqualTo(Verdict.PERMERROR);
        assertThat(check("To: a@example.com").verdict()).isEqualTo(Verdict.PERMERROR);
        assertThat(check("From: a@example.com, b@example.com", dkim("example.com"))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        DmarcResult both = check("From: a@example.com, b@example.net", dkim("example.com"));
        assertThat(both.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(both.wanted()).isEqualTo(Policy.REJECT);
        assertThat(check("From: \"a@example.com\" <b@example.org>").domain()).isEqualTo("example.org");
        assertThat(check("From: nobody").verdict()).isEqualTo(Verdict.PERMERROR);
    }
}

package org.mailbay.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailbay.dns.Answer;
import org.mailbay.dns.DnsRecord;
import org.mailbay.dns.RecordType;
import org.mailbay.dns.spi.Wanted;

class DomainsAdminTest {
    private static final String NAME = "example.test";

    private static Answer answer(RecordType type, Answer.Status status, List<DnsRecord> records) {
        return new Answer(NAME, type, status, false, records, Duration.ofMinutes(5), "");
    }

    private static Answer texts(String... texts) {
        return answer(
                RecordType.TXT,
                Answer.Status.FOUND,
                List.of(texts).stream().<DnsRecord>map(DnsRecord.Text::new).toList());
    }

    private static Wanted text(String value) {
        return new Wanted(NAME, RecordType.TXT, value, "test", true);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=spf1 mx -all | v=spf1 mx -all | ok",
                "v=spf1 mx -all | v=spf1 ip4:192.0.2.1 mx ~all | ok",
                "v=spf1 mx -all | v=spf1 ip4:192.0.2.1 -all | different",
                "v=spf1 mx -all | google-site-verification=x | missing",
                "v=DMARC1; p=quarantine | v=DMARC1;p=none; rua=mailto:a@b.test | ok",
                "v=DMARC1; p=quarantine | v=DMARC1; rua=mailto:a@b.test | different",
                "v=DKIM1; k=rsa; p=QUJD | v=DKIM1; p=QU JD | ok",
                "v=DKIM1; k=rsa; p=QUJD | v=DKIM1; p=QUJE | different",
                "v=STSv1; id=1 | v=STSv1; id=1 | ok",
                "v=STSv1; id=1 | v=STSv1; id=2 | different"
            })
    void aTextDoesWhatItIsForOrNot(String wanted, String found, String state) {
        assertThat(Published.state(text(wanted), texts(found))).isEqualTo(state);
    }

    @Test
    void ofTwoPoliciesNoneCounts() {
        assertThat(Published.state(text("v=spf1 mx -all"), texts("v=spf1 mx -all", "v=spf1 a -all")))
                .isEqualTo("different");
    }

    @Test
    void theHostOfAnMxCountsAndNotItsPreference() {
        Wanted mx = new Wanted(NAME, RecordType.MX, "10 mail.example.test", "test", true);
        Answer right = answer(
                RecordType.MX,
                Answer.Status.FOUND,
                List.of(new DnsRecord.Mx(5, "other.test"), new DnsRecord.Mx(20, "mail.example.test")));
        Answer wrong = answer(RecordType.MX, Answer.Status.FOUND, List.of(new DnsRecord.Mx(5, "other.test")));
        assertThat(Published.state(mx, right)).isEqualTo("ok");
        assertThat(Published.state(mx, wrong)).isEqualTo("different");
        assertThat(Published.state(mx, answer(RecordType.MX, Answer.Status.NO_DATA, List.of())))
                .isEqualTo("missing");
        assertThat(Published.state(mx, answer(RecordType.MX, Answer.Status.FAILED, List.of())))
                .isEqualTo("failed");
    }

    @Test
    void eachRecordIsShownWithWhatDnsSays() throws IOException {
        List<Map<String, Object>> shown = DomainsAdmin.check(
                List.of(text("v=spf1 mx -all"), text("v=DMARC1; p=none")),
                (name, type) -> texts("v=spf1 -all", "something else"));
        assertThat(shown.getFirst())
                .containsEntry("state", "different")
                .containsEntry("found", List.of("v=spf1 -all"))
                .containsEntry("type", "TXT");
        assertThat(shown.getLast()).containsEntry("state", "missing").containsEntry("found", List.of());
    }
}

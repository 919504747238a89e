package org.mailbay.jmap.submission.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.SetError;
import org.mailbay.jmap.submission.Office;
import org.mailbay.store.ObjectId;
import tools.jackson.databind.node.ObjectNode;

final class SubmissionChangerTest {
    private final Office office = new Office();

    SubmissionChangerTest() throws IOException {}

    @AfterEach
    void close() {
        office.close();
    }

    private String plain(ObjectId email) throws IOException {
        return "{'identityId':'" + office.identity() + "','emailId':'" + email + "'}";
    }

    private ObjectNode envelope(String message) throws Exception {
        ObjectId id = office.create(office.submissions, plain(office.email(message)));
        return (ObjectNode) office.get(office.submissions, id).get("envelope");
    }

    @Test
    void theEnvelopeIsMadeOfTheHeader() throws Exception {
        assertThat(envelope(
                        "From: owner@example.test\nTo: A <a@example.test>, g: b@example.test;\nCc: a@example.test\n\n"))
                .isEqualTo(
                        Office.json(
                                "{'mailFrom':{'email':'owner@example.test','parameters':null},'rcptTo':["
                                        + "{'email':'a@example.test','parameters':null},{'email':'b@example.test','parameters':null}]}"));
    }

    @Test
    void aSenderThatIsNotTheIdentitysIsReplacedByIt() throws Exception {
        assertThat(envelope("From: owner@example.test\nSender: a@example.test\nTo: b@example.test\n\n")
                        .at("/mailFrom/email")
                        .asString())
                .isEqualTo("owner@example.test");
    }

    private String refusal(String message) {
        return Office.refusal(() -> office.create(office.submissions, plain(office.email(message))));
    }

    @Test
    void noFromIsHiddenFromTheCheck() {
        String begin = "From: owner@example.test\nTo: a@example.test\n";
        assertThat(refusal(begin + "X-A: b\rFrom: a@example.test\n\n")).isEqualTo("invalidEmail");
        assertThat(refusal(begin + "X-A: b\n".repeat(50_000) + "From: a@example.test\n\n"))
                .isIn("forbiddenFrom", "invalidEmail");
        assertThat(refusal("To: a@example.test\nFrom: owner@example.test,\n" + " (long)\n".repeat(50_000)
                        + " a@example.test\n\n"))
                .isEqualTo("forbiddenFrom");
    }

    @Test
    void whatCannotBeSentIsRefusedByName() {
        assertThat(refusal("From: owner@example.test\n\n")).isEqualTo("noRecipients");
        assertThat(refusal("To: a@example.test\n\n")).isEqualTo("invalidEmail");
        assertThat(refusal("From: owner@example.test\nSender: a@x, b@x\nTo: a@example.test\n\n"))
                .isEqualTo("invalidEmail");
        assertThat(refusal("From: owner@example.test, a@example.test\nTo: a@example.test\n\n"))
                .isEqualTo("forbiddenFrom");
        assertThat(refusal("From: owner@example.test\nTo: nobody@example.test\n\n"))
                .isEqualTo("invalidRecipients");
        assertThat(refusal("From: owner@example.test\nTo: <not an address>\n\n"))
                .isEqualTo("invalidRecipients");
        assertThat(refusal("From: owner@example.test\nTo: x@elsewhere.test\n\n"))
                .isEqualTo("forbiddenToSend");
        assertThat(refusal("From: owner@example.test\nTo: a@x.y, b@x.y, c@x.y, d@x.y\n\n"))
                .isEqualTo("tooManyRecipients");
        office.postman.bindRelay(office.relay());
        assertThat(refusal("From: owner@example.test\nTo: x@elsewhere.test\n\n"))
                .isEqualTo("null");
    }

    @Test
    void aLetterAtTheBoundIsSentAndOneBeyondIsTooLarge() {
        int most = (int) office.postman.limits().maxBytes();
        String head = "From: owner@example.test\nTo: a@example.test\n\n";
        int headBytes = head.replace("\n", "\r\n").length();
        assertThat(refusal(head + "x".repeat(most - headBytes))).isEqualTo("null");
        assertThat(refusal(head + "x".repeat(most - headBytes + 1))).isEqualTo("tooLarge");
    }

    @Test
    void aUserSendsToSoManyInAnHourAndThenAgain() throws Exception {
        ObjectId email = office.email("From: owner@example.test\n\n");
        for (int i = 0; i < 4; i++) {
            office.submit(email, "a@example.test", "b@example.test");
            office.pass(Duration.ofMinutes(10));
        }
        office.submit(email, "a@example.test"); // 9 of 10
        assertThat(Office.refusal(() -> office.submit(email, "a@example.test", "b@example.test")))
                .isEqualTo("rateLimit");
        office.submit(email, "a@example.test");
        assertThat(Office.refusal(() -> office.submit(email, "a@example.test"))).isEqualTo("rateLimit");
        office.pass(Duration.ofMinutes(19));
        assertThat(Office.refusal(() -> office.submit(email, "a@example.test"))).isEqualTo("rateLimit");
        office.pass(Duration.ofMinutes(1));
        office.submit(email, "a@example.test", "b@example.test"); // an hour after the first two
        assertThat(Office.refusal(() -> office.submit(email, "a@example.test"))).isEqualTo("rateLimit");
        office.pass(Duration.ofDays(1));
        office.submit(email, "a@example.test", "b@example.test");
    }

    @Test
    void whatWasNotSentIsNotCounted() throws Exception {
        try (Office full = new Office(1)) {
            ObjectId email = full.email("From: owner@example.test\n\n");
            full.identity();
            full.fill();
            for (int i = 0; i < 20; i++) {
                assertThat(Office.refusal(() -> full.submit(email, "a@example.test")))
                        .isNotEqualTo("rateLimit");
            }
        }
    }

    @Test
    void rfc8621_7_5_tooLargeSaysHowMuchIsNot() {
        int most = (int) office.postman.limits().maxBytes();
        String letter = "From: owner@example.test\nTo: a@example.test\n\n" + "x".repeat(most);
        assertThatExceptionOfType(SetError.class)
                .isThrownBy(() -> office.create(office.submissions, plain(office.email(letter))))
                .satisfies(error -> {
                    assertThat(error.type()).isEqualTo("tooLarge");
                    assertThat(error.more().get("maxSize").asInt()).isEqualTo(most);
                });
    }

    @Test
    void rfc8621_7_withoutFutureReleaseSendAtIsTheTimeOfCreation() throws Exception {
        ObjectId email = office.email("From: owner@example.test\n\n");
        Instant created = office.now();
        ObjectId submission = office.submit(email, "a@example.test");
        office.pass(Duration.ofMinutes(5));
        assertThat(office.get(office.submissions, submission).get("sendAt").asString())
                .isEqualTo(created.toString());
    }

    @Test
    void itWaitsAsLongAsAskedAndNoLongerThanAnnounced() throws Exception {
        ObjectId email = office.email("From: owner@example.test\n\n");
        String[] to = {"a@example.test"};
        Instant now = office.now();
        ObjectId later = office.submit(email, "{'HOLDUNTIL':'" + now.plusSeconds(60) + "'}", to);
        assertThat(office.get(office.submissions, later).get("sendAt").asString())
                .isEqualTo(now.plusSeconds(60).toString());
        ObjectId past = office.submit(email, "{'HoldUntil':'2020-01-01T01:00:00+01:00'}", to);
        assertThat(office.get(office.submissions, past).get("sendAt").asString())
                .isEqualTo(now.toString());
        long most = office.postman.limits().maxDelay().toSeconds();
        office.submit(email, "{'HOLDFOR':'" + most + "'}", to);
        assertThat(Office.refusal(() -> office.submit(email, "{'HOLDFOR':'" + (most + 1) + "'}", to)))
                .isEqualTo("invalidProperties");
        assertThat(Office.refusal(() -> office.submit(email, "{'HOLDFOR':'-1'}", to)))
                .isEqualTo("invalidProperties");
        assertThat(Office.refusal(() -> office.submit(email, "{'HOLDFOR':'1','holdfor':'1'}", to)))
                .isEqualTo("invalidProperties");
    }
}

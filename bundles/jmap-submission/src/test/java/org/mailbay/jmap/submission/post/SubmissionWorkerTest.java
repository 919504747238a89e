package org.mailbay.jmap.submission.post;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.RelayObserver.State;
import org.mailbay.jmap.submission.Office;
import org.mailbay.jmap.submission.Types;
import org.mailbay.mail.Mail;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import tools.jackson.databind.JsonNode;

final class SubmissionWorkerTest {
    private static final String MESSAGE = """
            From: Owner <owner@example.test>
            To: a@example.test
            Bcc: b@example.test,
             hidden@elsewhere.test
            Subject: Hello
            Message-ID: <1@example.test>

            Text.
            """;

    private final Office office = new Office();
    private final SubmissionWorker worker = new SubmissionWorker(office.memory.store(), office.postman);

    SubmissionWorkerTest() throws IOException {}

    @AfterEach
    void close() {
        office.close();
    }

    /** As the outbox would, whatever time it is. */
    private void work() throws IOException {
        for (ObjectId outgoing : outgoing()) {
            worker.work(office.account.id(), SubmissionWorker.payload(outgoing));
        }
    }

    private List<ObjectId> outgoing() {
        Objects all = office.account.snapshot().objects(Types.OUTGOING);
        return Arrays.stream(all.all().toArray()).mapToObj(all::id).toList();
    }

    private JsonNode status(ObjectId submission, String address) throws Exception {
        return office.get(office.submissions, submission).get("deliveryStatus").get(address);
    }

    @Test
    void whatIsSentIsTracedAndLacksBcc() throws Exception {
        ObjectId submission = office.submit(office.email(MESSAGE), "a@example.test", "b@example.test");
        work();
        assertThat(office.delivered).extracting(Office.Sent::to).containsExactly("a@example.test", "b@example.test");
        String text = office.delivered.getFirst().text();
        assertThat(text)
                .startsWith("Return-Path: <owner@example.test>\r\nReceived: by mx.example.test (JMAP) id ")
                .contains("\r\nSubject: Hello\r\nMessage-ID: <1@example.test>\r\nDate: ")
                .endsWith("\r\n\r\nText.\r\n")
                .doesNotContain("Bcc", "hidden");
        assertThat(status(submission, "a@example.test").get("delivered").asString())
                .isEqualTo("yes");
        assertThat(office.get(office.submissions, submission).get("undoStatus").asString())
                .isEqualTo("final");
        assertThat(outgoing()).isEmpty();
        // Asked once more, as after a crash: it is done.
        work();
        assertThat(office.delivered).hasSize(2);
    }

    @Test
    void whoCannotTakeItNowIsTriedAgainAndNobodyElse() throws Exception {
        office.answers = address ->
                address.startsWith("a") ? new Outcome.TryLater("full disk\r\n250 x") : new Outcome.Delivered();
        ObjectId submission = office.submit(office.email(MESSAGE), "a@example.test", "b@example.test");
        work();
        assertThat(status(submission, "a@example.test").get("delivered").asString())
                .isEqualTo("queued");
        assertThat(status(submission, "a@example.test").get("smtpReply").asString())
                .isEqualTo("451 4.3.0 full disk 250 x");
        assertThat(outgoing()).hasSize(1);
        office.answers = address -> new Outcome.Delivered();
        work();
        assertThat(office.delivered).extracting(Office.Sent::to).containsExactly("b@example.test", "a@example.test");
        assertThat(status(submission, "a@example.test").get("delivered").asString())
                .isEqualTo("yes");
        assertThat(outgoing()).isEmpty();
    }

    @Test
    void aRefusalIsInTheStatusAndTheSenderIsTold() throws Exception {
        office.answers =
                address -> address.startsWith("a") ? new Outcome.Refused("5.2.2", "full") : new Outcome.Delivered();
        ObjectId submission = office.submit(office.email(MESSAGE), "{'ENVID':'me'}", new String[] {"a@example.test"});
        work();
        assertThat(status(submission, "a@example.test").get("delivered").asString())
                .isEqualTo("no");
        assertThat(status(submission, "a@example.test").get("smtpReply").asString())
                .isEqualTo("550 5.2.2 full");
        work();
        Office.Sent report = office.delivered.getFirst();
        assertThat(report.to()).isEqualTo(Office.OWNER);
        assertThat(report.sender()).isEmpty();
        assertThat(report.text())
                .contains("multipart/report; report-type=delivery-status")
                .contains("Original-Envelope-Id: me")
                .contains("Final-Recipient: rfc822; a@example.test\r\nAction: failed\r\nStatus: 5.2.2\r\n")
                .contains("Message-ID: <1@example.test>")
                .doesNotContain("hidden");
        ReceivedReport read = ReceivedReport.of(report.text().getBytes()).orElseThrow();
        assertThat(read.originalId()).contains("1@example.test");
        assertThat(read.groups()).hasSize(2);
    }

    @Test
    void aReportThatHasNoRoomSendsNothingTwice() throws Exception {
        try (Office small = new Office(1)) {
            small.answers =
                    address -> address.startsWith("a") ? new Outcome.Refused("5.2.2", "full") : new Outcome.Delivered();
            ObjectId submission = small.submit(small.email(MESSAGE), "a@example.test", "b@example.test");
            small.fill();
            SubmissionWorker busy = new SubmissionWorker(small.memory.store(), small.postman);
            Objects all = small.account.snapshot().objects(Types.OUTGOING);
            ObjectId outgoing = all.id(all.all().toArray()[0]);
            for (int i = 0; i < 3; i++) {
                busy.work(small.account.id(), SubmissionWorker.payload(outgoing));
            }
            assertThat(small.delivered).extracting(Office.Sent::to).containsExactly("b@example.test");
            assertThat(small.get(small.submissions, submission)
                            .at("/deliveryStatus/a@example.test/delivered")
                            .asString())
                    .isEqualTo("no");
            assertThat(small.account.snapshot().objects(Types.OUTGOING).all().size())
                    .isZero();
        }
    }

    @Test
    void aReportThatCannotBeDeliveredNowSendsNothingTwice() throws Exception {
        office.answers = address -> switch (address) {
            case "a@example.test" -> new Outcome.Refused("5.2.2", "full");
            case Office.OWNER -> new Outcome.TryLater("full");
            default -> new Outcome.Delivered();
        };
        office.submit(office.email(MESSAGE), "a@example.test", "b@example.test");
        work();
        work();
        work();
        assertThat(office.delivered).extracting(Office.Sent::to).containsExactly("b@example.test");
        office.answers = address -> new Outcome.Delivered();
        work();
        assertThat(office.delivered).extracting(Office.Sent::to).containsExactly("b@example.test", Office.OWNER);
        assertThat(outgoing()).isEmpty();
    }

    @Test
    void whoWantsNoReportGetsNone() throws Exception {
        office.answers = address -> new Outcome.Refused("5.2.2", "full");
        office.create(
                office.submissions,
                "{'identityId':'" + office.identity() + "','emailId':'" + office.email(MESSAGE)
                        + "','envelope':{'mailFrom':{'email':'owner@example.test'},'rcptTo':[{'email':'a@example.test',"
                        + "'parameters':{'notify':'NEVER'}}]}}");
        work();
        assertThat(office.delivered).isEmpty();
        assertThat(outgoing()).isEmpty();
    }

    @Test
    void whatIsNotTakenForDaysIsGivenUp() throws Exception {
        office.answers = address -> address.startsWith("a") ? new Outcome.TryLater("full") : new Outcome.Delivered();
        ObjectId submission = office.submit(office.email(MESSAGE), "a@example.test");
        work();
        office.pass(Duration.ofDays(6));
        work();
        assertThat(status(submission, "a@example.test").get("delivered").asString())
                .isEqualTo("no");
        assertThat(status(submission, "a@example.test").get("smtpReply").asString())
                .startsWith("554 4.4.7 ");
        work();
        assertThat(office.delivered.getFirst().text()).contains("Status: 4.4.7");
        assertThat(outgoing()).isEmpty();
    }

    @Test
    void withoutARelayTheWorldWaitsAndWithOneItIsHandedOver() throws Exception {
        var relay = office.relay();
        office.postman.bindRelay(relay);
        ObjectId submission = office.submit(office.email(MESSAGE), "a@example.test", "x@elsewhere.test");
        office.postman.unbindRelay(relay);
        work();
        assertThat(office.delivered).hasSize(1);
        assertThat(status(submission, "x@elsewhere.test").get("delivered").asString())
                .isEqualTo("queued");
        assertThat(outgoing()).hasSize(1);
        office.postman.bindRelay(relay);
        work();
        assertThat(office.delivered).hasSize(1);
        assertThat(office.shipped.getFirst().destinations())
                .containsExactly(new Destination("x@elsewhere.test", Map.of()));
        assertThat(outgoing()).isEmpty();
        RelayReports reports = new RelayReports(office.memory.store());
        reports.changed(office.shipped.getFirst(), "X@elsewhere.test", State.RELAYED, "250 2.0.0 ok");
        assertThat(status(submission, "x@elsewhere.test").get("delivered").asString())
                .isEqualTo("unknown");
        reports.changed(office.shipped.getFirst(), "x@elsewhere.test", State.FAILED, "550 5.1.1 nobody");
        assertThat(status(submission, "x@elsewhere.test").get("smtpReply").asString())
                .isEqualTo("550 5.1.1 nobody");
    }

    @Test
    void whatTheRelaySaysAtOnceIsNotTakenBack() throws Exception {
        RelayReports reports = new RelayReports(office.memory.store());
        office.postman.bindRelay(Office.relay(
                shipment -> reports.changed(shipment, "x@elsewhere.test", State.RELAYED, "250 2.0.0 Ok: there")));
        ObjectId submission = office.submit(office.email(MESSAGE), "x@elsewhere.test");
        work();
        assertThat(status(submission, "x@elsewhere.test").get("smtpReply").asString())
                .isEqualTo("250 2.0.0 Ok: there");
    }

    @Test
    void whatWasCanceledIsNotSent() throws Exception {
        ObjectId submission = office.submit(office.email(MESSAGE), "a@example.test");
        ObjectId outgoing = outgoing().getFirst();
        office.update(office.submissions, submission, "{'undoStatus':'canceled'}");
        worker.work(office.account.id(), SubmissionWorker.payload(outgoing));
        assertThat(office.delivered).isEmpty();
        assertThat(office.get(office.submissions, submission).get("undoStatus").asString())
                .isEqualTo("canceled");
        assertThat(Office.refusal(() -> office.update(office.submissions, submission, "{'undoStatus':'final'}")))
                .isEqualTo("invalidProperties");
    }

    @Test
    void destroyingTheSubmissionOrTheEmailStopsNothing() throws Exception {
        ObjectId email = office.email(MESSAGE);
        ObjectId submission = office.submit(email, "a@example.test");
        office.destroy(office.submissions, submission);
        office.account.<Boolean, IOException>write(tx -> {
            tx.destroy(Mail.EMAIL, email);
            return true;
        });
        work();
        assertThat(office.delivered).hasSize(1);
        assertThat(outgoing()).isEmpty();
    }

    @Test
    void oldSubmissionsAreClearedAwayByNewOnes() throws Exception {
        ObjectId email = office.email(MESSAGE);
        ObjectId old = office.submit(email, "a@example.test");
        work();
        ObjectId waits = office.submit(email, "{'HOLDFOR':'5000000'}", new String[] {"a@example.test"});
        office.pass(Duration.ofDays(40));
        ObjectId fresh = office.submit(email, "a@example.test");
        Objects all = office.account.snapshot().objects(Types.SUBMISSION);
        assertThat(all.ordinal(old)).isNegative();
        assertThat(all.ordinal(waits)).isNotNegative();
        assertThat(all.ordinal(fresh)).isNotNegative();
    }
}

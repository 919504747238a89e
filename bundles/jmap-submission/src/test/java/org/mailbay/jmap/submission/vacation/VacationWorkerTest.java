package org.mailbay.jmap.submission.vacation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.Outcome;
import org.mailbay.jmap.submission.Office;
import org.mailbay.jmap.submission.Types;
import org.mailbay.store.ObjectId;

final class VacationWorkerTest {
    private static final String MESSAGE = """
            From: A <a@example.test>
            To: owner@example.test
            Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
            Message-ID: <2@example.test>
            References: <1@example.test>

            Text.
            """;

    private final Office office = new Office();
    private final VacationType type = new VacationType();
    private final VacationWorker worker = new VacationWorker(office.memory.store(), office.postman);

    VacationWorkerTest() throws IOException {}

    @AfterEach
    void close() {
        office.close();
    }

    private void enable(String patch) throws Exception {
        office.update(type, Types.VACATION.id(1), patch);
    }

    private void bring(String sender) throws IOException {
        ObjectId email = office.email(MESSAGE);
        worker.work(office.account.id(), new Request(email.toString(), sender, Office.OWNER, 0).payload());
    }

    @Test
    void theReplySaysWhatItIsTo() throws Exception {
        enable("{'isEnabled':true}");
        bring("a@example.test");
        Office.Sent reply = office.delivered.getFirst();
        assertThat(reply.to()).isEqualTo("a@example.test");
        assertThat(reply.sender()).isEmpty();
        assertThat(reply.text())
                .startsWith("Return-Path: <>\r\n")
                .contains("From: <owner@example.test>\r\nTo: <a@example.test>\r\nSubject: =?utf-8?B?")
                .contains("Auto-Submitted: auto-replied (vacation)\r\n")
                .contains("In-Reply-To: <2@example.test>\r\nReferences: <1@example.test>\r\n <2@example.test>\r\n")
                .contains("I am away");
    }

    @Test
    void oncePerSenderInSevenDaysUnlessTheTextChanges() throws Exception {
        enable("{'isEnabled':true,'textBody':'one'}");
        bring("a@example.test");
        bring("A@example.test");
        bring("b@example.test");
        assertThat(office.delivered).hasSize(1 + 1);
        office.pass(Duration.ofDays(6));
        bring("a@example.test");
        assertThat(office.delivered).hasSize(2);
        enable("{'textBody':'two'}");
        bring("a@example.test");
        assertThat(office.delivered).hasSize(3);
        office.pass(Duration.ofDays(8));
        bring("a@example.test");
        assertThat(office.delivered).hasSize(4);
    }

    @Test
    void whoIsOffSaysNothing() throws Exception {
        bring("a@example.test");
        enable("{'isEnabled':true}");
        enable("{'isEnabled':false}");
        bring("a@example.test");
        assertThat(office.delivered).isEmpty();
    }

    @Test
    void withoutARelayTheWorldGetsNoReply() throws Exception {
        enable("{'isEnabled':true}");
        bring("x@elsewhere.test");
        assertThat(office.shipped).isEmpty();
        office.postman.bindRelay(office.relay());
        bring("x@elsewhere.test");
        assertThat(office.shipped).hasSize(1);
        assertThat(office.shipped.getFirst().envelope().sender()).isEmpty();
    }

    @Test
    void whatCouldNotBeDeliveredIsNotCountedAsSaid() throws Exception {
        enable("{'isEnabled':true}");
        office.answers = address -> new Outcome.TryLater("full");
        bring("a@example.test");
        office.answers = address -> new Outcome.Delivered();
        bring("a@example.test");
        assertThat(office.delivered).hasSize(1);
    }

    @Test
    void htmlIsAlsoSaidInWords() throws Exception {
        enable("{'isEnabled':true,'subject':'Weg','htmlBody':'<p>Ich bin <b>weg</b>.</p>'}");
        bring("a@example.test");
        assertThat(office.delivered.getFirst().text())
                .contains("Subject: Weg\r\n")
                .contains("multipart/alternative")
                .contains("Ich bin weg .".replace(" .", "."))
                .contains("<p>Ich bin <b>weg</b>.</p>");
    }
}

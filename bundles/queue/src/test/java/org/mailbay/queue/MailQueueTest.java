package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.spi.Carried;

/** The queue from outside: what is handed in comes out, or its sender hears. */
final class MailQueueTest {
    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private boolean isEmpty() {
        return rig.queue.messages() == 0;
    }

    @Test
    void whatIsHandedInGoesToEachDestinationOnceAndIsGone() throws Exception {
        rig.send("a@our.test", Map.of(), "x@one.test", "y@one.test", "z@TWO.test");
        Rig.await(this::isEmpty);
        assertThat(rig.carried)
                .extracting(Rig.Carriage::destination, Rig.Carriage::recipients)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("one.test", List.of("x@one.test", "y@one.test")),
                        org.assertj.core.groups.Tuple.tuple("two.test", List.of("z@TWO.test")));
        assertThat(rig.carried.getFirst().text()).isEqualTo("Subject: hello\r\n\r\nbody\r\n");
        assertThat(rig.entries()).isEmpty();
    }

    @Test
    void whatFailsForNowIsTriedLaterAlsoAfterARestart() throws Exception {
        rig.answer = recipient -> new Carried.Later("451 4.7.1 Greylisted", "mx.test [192.0.2.1]:25", false);
        rig.send("a@our.test", Map.of(), "x@one.test");
        Rig.await(() -> rig.carried.size() == 1);
        rig.restart();
        rig.pass(Duration.ofSeconds(30));
        assertThat(rig.carried).hasSize(1);
        rig.answer = recipient -> new Carried.Taken("250 2.0.0 Ok", "mx.test [192.0.2.1]:25", false);
        rig.pass(Duration.ofSeconds(60));
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).hasSize(2);
    }

    @Test
    void rfc3464_2_aFailureIsReportedToTheSender() throws Exception {
        rig.answer = recipient -> recipient.address().startsWith("x@")
                ? new Carried.Failed("550 5.1.1 No such user", "mx.test [192.0.2.1]:25")
                : new Carried.Taken("250 2.0.0 Ok", "mx.test [192.0.2.1]:25", false);
        rig.send("a@our.test", Map.of("ENVID", "e-1"), "x@one.test", "y@one.test");
        Rig.await(() -> rig.carried.size() == 2 && isEmpty());
        Rig.Carriage report = rig.carried.get(1);
        assertThat(report.sender()).isEmpty();
        assertThat(report.recipients()).containsExactly("a@our.test");
        assertThat(report.text())
                .contains(
                        "multipart/report; report-type=delivery-status",
                        "Original-Envelope-Id: e-1\r\n",
                        "Final-Recipient: rfc822; x@one.test\r\nAction: failed\r\nStatus: 5.1.1\r\nRemote-MTA: dns; mx.test\r\n"
                                + "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n",
                        "text/rfc822-headers",
                        "Subject: hello\r\n")
                .doesNotContain("y@one.test", "body");
        assertThat(rig.entries()).isEmpty();
    }

    @Test
    void rfc3461_4_1_whoWantsSilenceGetsItAndWhoWantsSuccessHearsOfIt() throws Exception {
        rig.answer = recipient -> recipient.address().startsWith("x@")
                ? new Carried.Failed("550 5.1.1 No such user", "mx.test [192.0.2.1]:25")
                : new Carried.Taken(
                        "250 2.0.0 Ok",
                        "mx.test [192.0.2.1]:25",
                        recipient.address().startsWith("z@"));
        rig.send("a@our.test", Map.of(), "x@one.test NEVER");
        rig.send("a@our.test", Map.of(), "y@one.test SUCCESS", "z@one.test SUCCESS");
        Rig.await(() -> rig.carried.size() == 3 && isEmpty());
        assertThat(rig.carried.get(2).text())
                .contains("Final-Recipient: rfc822; y@one.test\r\nAction: relayed")
                .doesNotContain("z@one.test");
    }

    @Test
    void aReportIsNeverAnsweredByAReport() throws Exception {
        rig.answer = recipient -> new Carried.Failed("550 5.1.1 No such user", "mx.test [192.0.2.1]:25");
        rig.send("a@our.test", Map.of(), "x@one.test");
        Rig.await(() -> rig.carried.size() == 2 && isEmpty());
        assertThat(rig.entries()).isEmpty();
    }

    @Test
    void whatIsTooOldIsGivenUpAndReported() throws Exception {
        rig.answer = recipient -> recipient.address().equals("a@our.test")
                ? new Carried.Taken("250 2.0.0 Ok", "mx.test", false)
                : new Carried.Later("421 4.4.2 Busy", "mx.test [192.0.2.1]:25", false);
        rig.send("a@our.test", Map.of(), "x@one.test");
        Rig.await(() -> rig.carried.size() == 1);
        rig.pass(Duration.ofHours(121));
        Rig.await(this::isEmpty);
        assertThat(rig.carried.getLast().text()).contains("Status: 5.4.7", "last: 421 4.4.2 Busy");
    }

    @Test
    void aLetterIsNotHeldUpByAMailing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        rig.answer = recipient -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new Carried.Taken("250 2.0.0 Ok", "mx.test", false);
        };
        for (int i = 0; i < 1_000; i++) {
            rig.send("news@our.test", Map.of(), "r" + i + "@one.test");
        }
        rig.send("a@our.test", Map.of(), "boss@one.test");
        rig.send("a@our.test", Map.of("MT-PRIORITY", "3"), "urgent@one.test");
        go.countDown();
        Rig.await(this::isEmpty);
        List<String> order =
                rig.carried.stream().map(one -> one.recipients().getFirst()).toList();
        assertThat(order).hasSize(1_002).doesNotHaveDuplicates();
        assertThat(order.indexOf("urgent@one.test")).isLessThan(150);
    }

    @Test
    void aDeadDestinationIsLeftAloneAndHoldsUpNoOther() throws Exception {
        rig.answer = recipient -> recipient.address().endsWith("@dead.test")
                ? new Carried.Later("451 4.4.1 Connection refused", "", true)
                : new Carried.Taken("250 2.0.0 Ok", "mx.test", false);
        for (int i = 0; i < 200; i++) {
            rig.send("a@our.test", Map.of(), "r" + i + "@dead.test");
        }
        rig.send("a@our.test", Map.of(), "x@well.test");
        Rig.await(() -> rig.carried.stream().anyMatch(one -> one.destination().equals("well.test")));
        assertThat(rig.carried.stream().filter(one -> one.destination().equals("dead.test")))
                .hasSizeLessThan(20);
        rig.answer = recipient -> new Carried.Taken("250 2.0.0 Ok", "mx.test", false);
        rig.pass(Duration.ofMinutes(10));
        Rig.await(this::isEmpty);
        assertThat(rig.entries()).isEmpty();
    }
}

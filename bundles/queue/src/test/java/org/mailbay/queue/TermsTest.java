package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.delivery.spi.Carried;

/** What the parameters of an envelope ask for, and what hostile ones do not get. */
final class TermsTest {
    private static final Carried LATER = new Carried.Later("451 4.7.1 Greylisted", "mx.test [192.0.2.1]:25", false);

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void rfc4865_heldUntilItsTimeAndNotExpiredThen() throws Exception {
        rig.send("a@our.test", Map.of("HOLDFOR", "864000"), "x@one.test");
        rig.pass(Duration.ofDays(9));
        assertThat(rig.carried).isEmpty();
        rig.pass(Duration.ofDays(2));
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).hasSize(1);
    }

    @Test
    void rfc2852_givenUpInTime() throws Exception {
        rig.answer = recipient -> recipient.address().equals("a@our.test") ? taken() : LATER;
        rig.send("a@our.test", Map.of("BY", "120;R"), "x@one.test");
        Rig.await(() -> rig.carried.size() == 1 && rig.queue.running() == 0);
        rig.pass(Duration.ofSeconds(121));
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried.getLast().text()).contains("Action: failed\r\nStatus: 5.4.7");
    }

    @Test
    void rfc2852_reportedAsLateInTime() throws Exception {
        rig.answer = recipient -> recipient.address().equals("a@our.test") ? taken() : LATER;
        rig.send("a@our.test", Map.of("BY", "30;N"), "x@one.test");
        Rig.await(() -> rig.carried.size() == 1 && rig.queue.running() == 0);
        rig.pass(Duration.ofSeconds(31));
        Rig.await(() -> rig.carried.size() == 3 && rig.queue.messages() == 1);
        assertThat(rig.carried.getLast().text()).contains("Action: delayed\r\nStatus: 4.7.1");
        rig.pass(Duration.ofHours(5));
        Rig.await(() -> rig.carried.size() == 4 && rig.queue.running() == 0);
        assertThat(rig.carried.getLast().recipients()).containsExactly("x@one.test");
    }

    private static Carried taken() {
        return new Carried.Taken("250 2.0.0 Ok", "mx.test [192.0.2.1]:25", false);
    }

    @Test
    void parametersThatAreNoneAreRefusedWhenAMessageBegins() {
        for (Map<String, String> wrong : List.of(
                Map.of("HOLDFOR", "soon"),
                Map.of("HOLDFOR", "999999999999"),
                Map.of("HOLDUNTIL", "tomorrow"),
                Map.of("BY", "x;R"))) {
            assertThatThrownBy(() -> rig.send("a@our.test", wrong, "x@one.test"))
                    .as(wrong.toString())
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(rig.entries()).isEmpty();
    }

    @Test
    void whatAnotherServerSaysEndsNoLineOfAReport() throws Exception {
        rig.answer = recipient -> recipient.address().equals("a@our.test")
                ? taken()
                : new Carried.Failed("550 5.7.1 no\r\nBcc: evil@evil.test\r\n\r\nspam", "mx.test\r\nX: y");
        rig.send("a@our.test", Map.of("ENVID", "e\r\nInjected: yes"), "x@one.test");
        Rig.await(() -> rig.carried.size() == 2 && rig.entries().isEmpty());
        assertThat(rig.carried.getLast().text())
                .contains("550 5.7.1 no Bcc: evil@evil.test")
                .doesNotContain("\r\nBcc:", "\r\nInjected:", "\r\nX:");
    }

    @Test
    void longRepliesForManyHaveRoomInARow() throws Exception {
        String reply = "451 4.7.1 " + "\u20ac".repeat(400);
        rig.answer = recipient -> new Carried.Later(reply, reply, false);
        rig.send(
                "a@our.test",
                Map.of(),
                IntStream.range(0, 120)
                        .mapToObj(i -> "recipient-with-a-rather-long-name-" + i + "@one.test")
                        .toArray(String[]::new));
        Rig.await(() -> rig.carried.size() == 3 && rig.queue.running() == 0);
        rig.answer = recipient -> taken();
        rig.pass(Duration.ofMinutes(2));
        Rig.await(() -> rig.entries().isEmpty());
        assertThat(rig.carried).hasSize(6);
    }

    @Test
    void rfc8689_rfc6533_aReportGoesAsItsMessageDid() throws Exception {
        rig.answer = recipient -> recipient.address().equals("\u00e4@our.test")
                ? taken()
                : new Carried.Failed("550 5.1.1 No such user", "mx.test [192.0.2.1]:25");
        rig.send("\u00e4@our.test", Map.of("REQUIRETLS", "", "SMTPUTF8", ""), "\u00f6@one.test");
        Rig.await(() -> rig.carried.size() == 2 && rig.entries().isEmpty());
        assertThat(rig.carried.getLast().parameters()).containsKeys("REQUIRETLS", "SMTPUTF8");
        assertThat(rig.carried.getLast().text())
                .contains("message/global-delivery-status", "Final-Recipient: utf-8; \u00f6@one.test");
    }
}

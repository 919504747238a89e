package org.mailbay.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.Verdict;
import org.mailbay.delivery.Delivery;
import org.mailbay.delivery.Outcome;
import org.mailbay.net.spi.Frozen;
import org.mailbay.smtp.command.State;
import org.mailbay.smtp.session.Greeting;

class SmtpSessionTest {
    private static final String TRANSACTION =
            "MAIL FROM:<a@sender.test>\r\nRCPT TO:<alice@example.test>\r\nRCPT TO:<bob@example.test>\r\n";

    private final Mailroom mailroom = new Mailroom();

    @Test
    void survivesAnUpdateAtEveryCommandBoundary() {
        Wire wire = new Wire(mailroom.server());
        for (String line : ("EHLO c.example\r\n" + TRANSACTION).split("(?<=\n)")) {
            assertThat(wire.ask(line)).startsWith("250");
            assertThat(wire.move(mailroom.server())).isTrue();
        }
        assertThat(wire.ask("DATA\r\n")).startsWith("354");
        assertThat(wire.move(mailroom.server()))
                .as("not in the middle of a message")
                .isFalse();
        assertThat(wire.ask("Subject: x\r\n\r\n.\r\n")).startsWith("250 2.0.0 Ok");
        assertThat(mailroom.delivered).singleElement().satisfies(mail -> {
            assertThat(mail.recipients()).containsExactly("alice@example.test", "bob@example.test");
            assertThat(mail.envelope().sender()).isEqualTo("a@sender.test");
            assertThat(mail.text()).contains("from c.example");
        });
        assertThat(wire.move(mailroom.server())).isTrue();
        assertThat(wire.ask("QUIT\r\n")).startsWith("221");
    }

    @Test
    void tellsTheTruthForAllRecipients() {
        Wire wire = new Wire(mailroom.server());
        wire.send("HELO c\r\n");
        mailroom.outcomes.put("bob@example.test", new Outcome.Refused("5.2.2", "mailbox full"));
        assertThat(wire.ask(TRANSACTION + "DATA\r\n.\r\n"))
                .endsWith("554 5.2.2 Refused for bob@example.test mailbox full\r\n");
        mailroom.outcomes.put("alice@example.test", new Outcome.TryLater("busy"));
        assertThat(wire.ask(TRANSACTION + "DATA\r\n.\r\n"))
                .endsWith("451 4.3.0 Not delivered to alice@example.test busy\r\n");
    }

    @Test
    void sayTryAgainWhenTheStoreFails() {
        mailroom.failsToWrite = true;
        Wire wire = new Wire(mailroom.server());
        wire.send("HELO c\r\n");
        wire.send(TRANSACTION + "DATA\r\n");
        assertThat(wire.ask("x\r\n.\r\n")).isEqualTo("451 4.3.0 Local error, try again\r\n");
        assertThat(mailroom.delivered).isEmpty();
        assertThat(mailroom.open).isZero();
    }

    @Test
    void sayTryAgainWhileAPartIsAway() {
        SmtpProtocol server = mailroom.server(Map.of("patienceSeconds", 0));
        Wire wire = new Wire(server);
        wire.send("HELO c\r\n" + TRANSACTION);
        server.unbindDelivery(deliveryOf(server));
        assertThat(wire.ask("DATA\r\n")).isEqualTo("451 4.3.2 A part of this server is being replaced, try again\r\n");
        server.bindDelivery(mailroom.delivery());
        assertThat(wire.ask("DATA\r\n")).startsWith("354");
    }

    private static Delivery deliveryOf(SmtpProtocol server) {
        try (var lease = server.server().delivery().acquire(Duration.ZERO)) {
            return lease.service();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMessageWithoutEndIsCutOff() {
        Wire wire = new Wire(mailroom.server(Map.of("maxMessageBytes", 65_536L)));
        wire.send("HELO c\r\n" + TRANSACTION + "DATA\r\n");
        wire.said();
        byte[] line = ("x".repeat(998) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 200 && !wire.isClosed(); i++) {
            wire.send(line, line.length);
        }
        assertThat(wire.said()).startsWith("421 4.3.0");
        assertThat(wire.isClosed()).isTrue();
        assertThat(mailroom.delivered).isEmpty();
        assertThat(mailroom.open).isZero();
    }

    @Test
    void aMessageThatIsTooBigIsRefusedAtItsEnd() {
        Wire wire = new Wire(mailroom.server(Map.of("maxMessageBytes", 65_536L)));
        wire.send("HELO c\r\n" + TRANSACTION + "DATA\r\n");
        assertThat(wire.ask("\r\n" + "x\r\n".repeat(30_000) + ".\r\n")).startsWith("552 5.3.4");
        assertThat(wire.ask("NOOP\r\n")).startsWith("250");
    }

    @Test
    void anOverlongLineIsRefusedAndForgotten() {
        Wire wire = new Wire(mailroom.server());
        assertThat(wire.ask("HELO " + "x".repeat(100_000) + "\r\nHELO c\r\n"))
                .startsWith("500 5.5.2 Line too long\r\n250 ");
    }

    @Test
    void hangingUpLeavesNothing() {
        Wire wire = new Wire(mailroom.server());
        wire.send("HELO c\r\n" + TRANSACTION + "DATA\r\nhalf a mess");
        assertThat(mailroom.open).isEqualTo(1);
        wire.hangUp();
        assertThat(mailroom.open).isZero();
        assertThat(mailroom.delivered).isEmpty();
    }

    @Test
    void whoIsLoggedInStaysSoOverAnUpdateUnlessThePasswordWasChanged() {
        Wire wire = new Wire(mailroom.server(), "submission", "127.0.0.1");
        wire.send("EHLO c\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABzZWNyZXQ=\r\n");
        assertThat(wire.move(mailroom.server())).isTrue();
        assertThat(wire.ask("MAIL FROM:<alice@example.test> RET=FULL\r\n")).startsWith("555");
        assertThat(wire.ask("MAIL FROM:<alice@example.test> BODY=8BITMIME\r\n")).startsWith("250");
        assertThat(wire.move(mailroom.server())).isTrue();
        assertThat(wire.ask("RCPT TO:<bob@example.test>\r\nDATA\r\nFrom: alice@example.test\r\n\r\n.\r\n"))
                .contains("250 2.0.0");
        mailroom.password++;
        assertThat(wire.ask("MAIL FROM:<alice@example.test>\r\n")).startsWith("530 5.7.0");
        wire.send("AUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABzZWNyZXQ=\r\n");
        mailroom.password++;
        assertThatThrownBy(() -> wire.move(mailroom.server())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatAnOlderRevisionFrozeIsRead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(State.GREETED.ordinal());
            out.writeUTF("c");
            out.writeBoolean(true);
            out.writeInt(3);
            out.writeInt(1);
            out.writeBoolean(false);
            out.writeByte(Verdict.Action.JUNK.ordinal());
            out.writeBoolean(false);
        }
        assertThat(FrozenSession.of(new Frozen(2, bytes.toByteArray())))
                .contains(new FrozenSession(
                        State.GREETED, new Greeting("c", true), 3, 1, null, Verdict.Action.JUNK, List.of(), null));
        assertThat(FrozenSession.of(new Frozen(4, bytes.toByteArray()))).isEmpty();
        assertThat(FrozenSession.of(new Frozen(3, bytes.toByteArray())))
                .as("cut")
                .isEmpty();
    }

    @Test
    void isNotMovedInTheMiddleOfALogIn() {
        Wire wire = new Wire(mailroom.server(), "submission", "127.0.0.1");
        assertThat(wire.ask("EHLO c\r\nAUTH LOGIN\r\n")).endsWith("334 VXNlcm5hbWU6\r\n");
        assertThat(wire.move(mailroom.server())).isFalse();
        assertThat(wire.ask("*\r\n")).startsWith("501 5.7.0");
        assertThat(wire.move(mailroom.server())).isTrue();
    }

    @Test
    void tooManyRecipientsToMoveWaitForTheEnd() {
        SmtpProtocol server = mailroom.server(Map.of("maxRecipients", 10_000));
        Wire wire = new Wire(server);
        wire.send("EHLO c\r\nMAIL FROM:<a@sender.test>\r\n");
        String rcpt = "RCPT TO:<alice@example.test>\r\n";
        wire.send(rcpt.repeat(10_000));
        assertThat(wire.said()).doesNotContain("452");
        assertThat(wire.ask(rcpt)).startsWith("452 4.5.3");
        assertThat(wire.move(server)).isFalse();
        assertThat(wire.ask("DATA\r\n.\r\n")).contains("250 2.0.0");
        assertThat(mailroom.delivered.getFirst().recipients()).containsExactly("alice@example.test");
        assertThat(wire.move(server)).isTrue();
    }

    @Test
    void aLogInLineHasABound() {
        Wire wire = new Wire(mailroom.server(), "submission", "127.0.0.1");
        wire.send("EHLO c\r\nAUTH PLAIN\r\n");
        assertThat(wire.ask("A".repeat(12_289) + "\r\n"))
                .isEqualTo("500 5.5.6 Authentication exchange line is too long\r\n");
        wire.send("AUTH PLAIN\r\n");
        // 12,288 octets are taken, and are no name and password
        assertThat(wire.ask("A".repeat(12_288) + "\r\n")).startsWith("501 5.5.2 ");
        assertThat(wire.ask("NOOP\r\n")).startsWith("250");
    }

    @Test
    void whoOnlyTalksIsSentAway() {
        Wire wire = new Wire(mailroom.server());
        assertThat(wire.ask("EHLO c\r\n" + "NOOP\r\n".repeat(1_000)))
                .endsWith("421 4.7.0 " + hostname() + " Too many commands without mail, closing\r\n");
        assertThat(wire.isClosed()).isTrue();
    }

    private String hostname() {
        return mailroom.server().server().hostname();
    }
}

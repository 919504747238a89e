package org.mailbay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.antispam.Antispam;
import org.mailbay.antispam.Phase;
import org.mailbay.antispam.Verdict;
import org.mailbay.antispam.Verdict.Action;
import org.mailbay.delivery.Outcome;
import org.mailbay.delivery.Placement;
import org.mailbay.delivery.RelayFullException;
import org.mailbay.delivery.Router;
import org.mailbay.delivery.Routing;
import org.mailbay.delivery.Routing.Target;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;
import org.mailbay.trace.TraceEvent;

/** Where messages go: mailboxes, other servers, the queue. */
class MailingTest {
    private final Mailroom mailroom = new Mailroom();
    private final SmtpProtocol server = mailroom.server(Map.of("hostname", "mx.example.test", "patienceSeconds", 0));

    private Wire wire() {
        Wire wire = new Wire(server);
        wire.send("HELO c\r\n");
        return wire;
    }

    private static String message(String to, String text) {
        StringBuilder commands = new StringBuilder("MAIL FROM:<a@sender.test>\r\n");
        for (String recipient : to.split(" ")) {
            commands.append("RCPT TO:<").append(recipient).append("@example.test>\r\n");
        }
        return commands + "DATA\r\n" + text + "\r\n.\r\n";
    }

    private static Target.Mailbox mailbox(String name) {
        return new Target.Mailbox(Mailroom.user(name), name + "@example.test");
    }

    private void route(String name, Target... targets) {
        mailroom.routes.put(name + "@example.test", new Routing.Ours(Arrays.asList(targets), List.of("step")));
    }

    @Test
    void rfc3463_3_4_aFullQueueIsNamedAsThat() {
        server.bindRouter(mailroom.router());
        mailroom.routes.put(
                "far@example.test",
                new Routing.Ours(
                        List.of(new Target.Remote("far@other.test", "a@sender.test", Destination.MX)),
                        List.of("step")));
        server.bindRelay((shipment, sizeHint) -> {
            throw new RelayFullException("The queue is full (maxMessages)");
        });
        assertThat(wire().ask(message("far", "Subject: x\r\n\r\n")))
                .contains("452 4.3.1 The queue is full (maxMessages)");
    }

    @Test
    void aliasesGoToEveryMailboxOnce() {
        server.bindRouter(mailroom.router());
        route("all", mailbox("alice"), mailbox("bob"));
        route("bob", mailbox("bob"));
        assertThat(wire().ask(message("all bob nobody", "Subject: x\r\n\r\n")))
                .contains("250 2.0.0", "550 5.1.1 No route");
        assertThat(mailroom.delivered)
                .singleElement()
                .satisfies(mail ->
                        assertThat(mail.recipients()).containsExactly("alice@example.test", "bob@example.test"));
    }

    @Test
    void copiesOfAListSayWhoseTheyAre() {
        server.bindRouter(mailroom.router());
        server.bindRelay(mailroom.relay());
        String fields = "List-Id: <all.example.test>\r\nPrecedence: list\r\n";
        route(
                "all",
                mailbox("bob"),
                new Target.Mailbox(Mailroom.user("alice"), "alice@example.test", fields),
                new Target.Remote("x@elsewhere.test", "all-bounces@example.test", "", fields),
                new Target.Remote("y@elsewhere.test", "a@sender.test", ""));
        String text = "List-ID: <other.test>\r\nSubject: x\r\nprecedence:\r\n bulk\r\nList-Post: NO\r\n\r\nbody\r\n";
        assertThat(wire().ask(message("all", text))).contains("250 2.0.0");
        assertThat(mailroom.delivered).hasSize(2);
        for (Mailroom.Delivered mail : mailroom.delivered) {
            boolean isCopy = mail.recipients().equals(List.of("alice@example.test"));
            assertThat(mail.text())
                    .startsWith("Return-Path: <a@sender.test>\r\nReceived:")
                    .endsWith(
                            isCopy
                                    ? "+0000\r\n" + fields + "Subject: x\r\nList-Post: NO\r\n\r\nbody\r\n\r\n"
                                    : "+0000\r\n" + text + "\r\n");
        }
        assertThat(mailroom.shipped)
                .hasSize(2)
                .allSatisfy(shipped -> assertThat(shipped.text().contains("List-Id: <all.example.test>"))
                        .isEqualTo(shipped.to().equals(List.of("x@elsewhere.test"))));
        // one mailbox, straight
        route("one", new Target.Mailbox(Mailroom.user("alice"), "alice@example.test", fields));
        assertThat(wire().ask(message("one", "Subject: x\r\n\r\n"))).contains("250 2.0.0");
        assertThat(mailroom.delivered.getLast().text()).contains(fields + "Subject: x\r\n");
    }

    @Test
    void theTraceSaysHowItCameToItsPlaces() {
        server.bindRouter(mailroom.router());
        server.bindTraces(mailroom.traces());
        mailroom.routes.put(
                "all@example.test",
                new Routing.Ours(List.of(mailbox("alice")), List.of("alias all → crew", "group crew → 1 members")));
        assertThat(wire().ask(message("all", "Subject: x\r\n\r\n"))).contains("250 2.0.0");
        assertThat(mailroom.traced)
                .filteredOn(event -> event.what().equals("taken"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.fact("route")).isEqualTo("alias all → crew; group crew → 1 members"));
        mailroom.routes.put("no@example.test", new Routing.Refused("5.7.1", "No", List.of("list no", "not you")));
        assertThat(wire().ask(message("no", ""))).contains("550 5.7.1 No");
        assertThat(mailroom.traced)
                .filteredOn(event -> event.what().equals("recipient-refused"))
                .singleElement()
                .satisfies(event -> assertThat(event.fact("route")).isEqualTo("list no; not you"));
    }

    @Test
    void whatIsForwardedIsQueuedForThatSenderAndSaysForWhom() {
        server.bindRouter(mailroom.router());
        server.bindRelay(mailroom.relay());
        route("list", mailbox("alice"), new Target.Remote("x@elsewhere.test", "srs@example.test", "smarthost"));
        assertThat(wire().ask(message("list", "Subject: x\r\n\r\n"))).contains("250 2.0.0");
        assertThat(mailroom.delivered).hasSize(1);
        assertThat(mailroom.shipped).singleElement().satisfies(shipped -> {
            assertThat(shipped.shipment().envelope().sender()).isEqualTo("srs@example.test");
            assertThat(shipped.shipment().destinations())
                    .containsExactly(new Destination("x@elsewhere.test", Map.of(), "smarthost"));
            assertThat(shipped.shipment().tenant()).isEqualTo(new TenantId(1));
            assertThat(shipped.shipment().account()).isEqualTo(AccountId.SYSTEM);
            assertThat(shipped.text()).startsWith("Delivered-To: list@example.test\r\nReceived: from c ");
        });
    }

    @Test
    void whatWasForwardedBeforeGoesRoundInCircles() {
        server.bindRouter(mailroom.router());
        server.bindRelay(mailroom.relay());
        route("fwd", new Target.Remote("x@elsewhere.test", "a@sender.test", ""));
        assertThat(wire().ask(message("fwd", "Delivered-To:\r\n Fwd@example.test\r\n\r\n")))
                .contains("554 5.4.6");
        assertThat(mailroom.shipped).isEmpty();
        route("alice", mailbox("alice"));
        assertThat(wire().ask(message("alice", "Delivered-To: alice@example.test\r\n\r\n")))
                .contains("250 2.0.0");
    }

    @Test
    void tooManyHopsAreALoop() {
        assertThat(wire().ask(message("alice", "Received: by x\r\n".repeat(100))))
                .contains("250 2.0.0");
        assertThat(wire().ask(message("alice", "Received: by x\r\n".repeat(101))))
                .contains("554 5.4.6");
    }

    @Test
    void aHeaderBombIsRefused() {
        assertThat(wire().ask(message("alice", "X: y\r\n".repeat(2_001)))).contains("554 5.6.0");
        assertThat(wire().ask(message("alice", ("X: " + "y".repeat(900) + "\r\n").repeat(400))))
                .contains("554 5.6.0");
        assertThat(wire().ask(message("alice", "X: y\r\n" + (" " + "y".repeat(900) + "\r\n").repeat(400))))
                .contains("554 5.6.0");
        assertThat(mailroom.delivered).isEmpty();
        assertThat(mailroom.open).isZero();
    }

    @Test
    void whoMustWaitGoesToTheQueueWhenOthersHaveIt() {
        server.bindRelay(mailroom.relay());
        mailroom.outcomes.put("bob@example.test", new Outcome.TryLater("busy"));
        assertThat(wire().ask(message("alice bob", "Subject: x\r\n\r\nbody"))).contains("250 2.0.0");
        assertThat(mailroom.shipped).singleElement().satisfies(shipped -> {
            assertThat(shipped.shipment().destinations())
                    .containsExactly(new Destination("bob@example.test", Map.of(), Destination.MAILBOX));
            assertThat(shipped.text()).startsWith("Received: ").endsWith("\r\nSubject: x\r\n\r\nbody\r\n");
        });
        // nobody has it: the client tries again, and answers for it meanwhile
        assertThat(wire().ask(message("bob", "\r\n"))).contains("451 4.3.0");
        assertThat(mailroom.shipped).hasSize(1);
    }

    @Test
    void nothingIsDeliveredWhenTheQueueFails() {
        server.bindRouter(mailroom.router());
        server.bindRelay(mailroom.relay());
        mailroom.failsToSend = true;
        route("list", mailbox("alice"), new Target.Remote("x@elsewhere.test", "a@sender.test", ""));
        assertThat(wire().ask(message("list", "\r\n"))).contains("451 4.3.0 Local error");
        assertThat(mailroom.delivered).isEmpty();
        assertThat(mailroom.open).isZero();
    }

    @Test
    void withoutQueueNothingIsForwarded() {
        server.bindRouter(mailroom.router());
        route("fwd", new Target.Remote("x@elsewhere.test", "a@sender.test", ""));
        assertThat(wire().ask("MAIL FROM:<a@sender.test>\r\nRCPT TO:<fwd@example.test>\r\n"))
                .contains("451 4.3.2");
    }

    @Test
    void routesThatFailForNowSaySo() {
        server.bindRouter(mailroom.router());
        mailroom.routes.put("slow@example.test", new Routing.Refused("4.4.3", "Later", List.of()));
        mailroom.routes.put(
                "x@elsewhere.test", new Routing.Elsewhere(new Target.Remote("x@elsewhere.test", "", ""), List.of()));
        assertThat(
                        wire().ask(
                                        "MAIL FROM:<a@sender.test>\r\nRCPT TO:<slow@example.test>\r\nRCPT TO:<x@elsewhere.test>\r\n"))
                .contains("451 4.4.3 Later", "550 5.7.1 Relaying denied");
    }

    @Test
    void aUsersRightToSendComesFromTheRouter() {
        server.bindRouter(mailroom.router());
        server.bindRelay(mailroom.relay());
        route("bob", mailbox("bob"));
        Wire wire = new Wire(server, "submission", "127.0.0.1");
        wire.send("EHLO c\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABzZWNyZXQ=\r\n");
        assertThat(wire.ask("MAIL FROM:<sales@example.test>\r\n")).startsWith("250");
        assertThat(wire.ask("RCPT TO:<bob@example.test>\r\nDATA\r\nFrom: Sales <sales@example.test>\r\n\r\n.\r\n"))
                .contains("250 2.0.0");
        assertThat(wire.ask("MAIL FROM:<bob@example.test>\r\n")).startsWith("550 5.7.1");
    }

    @Test
    void whatIsSubmittedIsFiledWhenTheOperatorWantsIt() {
        SmtpProtocol filing = mailroom.server(Map.of("sentCopy", true));
        Wire wire = new Wire(filing, "submission", "127.0.0.1");
        wire.send("EHLO c\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABzZWNyZXQ=\r\n");
        assertThat(wire.ask("MAIL FROM:<alice@example.test>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n"
                        + "From: alice@example.test\r\nBcc: bob@example.test\r\n\r\nx\r\n.\r\n"))
                .contains("250 2.0.0");
        assertThat(mailroom.delivered).hasSize(2);
        assertThat(mailroom.delivered.get(0).text()).doesNotContain("Bcc");
        assertThat(mailroom.delivered.get(1).placement()).isEqualTo(Placement.SENT);
        assertThat(mailroom.delivered.get(1).recipients()).containsExactly("alice@example.test");
        assertThat(mailroom.delivered.get(1).text())
                .contains("\r\nBcc: bob@example.test\r\n")
                .doesNotContain("Return-Path");
    }

    @Test
    void aUserSendsToSoManyInAnHour() {
        SmtpProtocol strict = mailroom.server(Map.of("maxRecipientsInHour", 2));
        Wire wire = new Wire(strict, "submission", "127.0.0.1");
        wire.send("EHLO c\r\nAUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABzZWNyZXQ=\r\n");
        String mail = "MAIL FROM:<alice@example.test>\r\n";
        String rcpt = "RCPT TO:<bob@example.test>\r\n";
        assertThat(wire.ask(mail + rcpt + rcpt + rcpt))
                .endsWith("451 4.7.1 You have sent to too many recipients lately, try again later\r\n");
        assertThat(wire.ask("DATA\r\nFrom: alice@example.test\r\n\r\n.\r\n")).contains("250 2.0.0");
        assertThat(wire.ask(mail + rcpt)).contains("451 4.7.1");
    }

    @Test
    void tracesSayWhatCameAndWhatBecameOfIt() {
        server.bindTraces(mailroom.traces());
        wire().ask(message("alice nobody", "Subject: x\r\n\r\n"));
        assertThat(mailroom.traced)
                .extracting(TraceEvent::what)
                .containsExactly("recipient-refused", "taken", "received");
        assertThat(mailroom.traced.getFirst().fact("reply")).isEqualTo("550 5.1.1 No such user here");
        assertThat(mailroom.traced.getFirst().fact(TraceEvent.TO)).isEqualTo("nobody@example.test");
        assertThat(mailroom.traced.getLast().fact("peer")).isEqualTo("192.0.2.1");
        assertThat(mailroom.traced.getLast().fact("reply")).startsWith("250 2.0.0 Ok: ");
    }

    @Test
    void mailDoesNotSlipPastWhatIsBeingReplaced() {
        Router router = mailroom.router();
        server.bindRouter(router);
        server.unbindRouter(router);
        String rcpt = "MAIL FROM:<a@sender.test>\r\nRCPT TO:<alice@example.test>\r\n";
        assertThat(wire().ask(rcpt)).endsWith("451 4.3.2 A part of this server is being replaced, try again\r\n");
        server.bindRouter(router);
        route("alice", mailbox("alice"));
        Antispam antispam =
                Mailroom.antispam(Phase.MESSAGE, new Verdict(Action.ACCEPT, 0, "", "", List.of(), List.of()));
        server.bindAntispam(antispam);
        Wire wire = wire();
        wire.send(rcpt + "DATA\r\n");
        server.unbindAntispam(antispam);
        assertThat(wire.ask("Subject: x\r\n\r\n.\r\n")).startsWith("451 4.3.2");
        assertThat(new Wire(server).ask("EHLO c\r\n")).startsWith("451 4.3.2");
        server.bindAntispam(antispam);
        assertThat(wire.ask(rcpt + "DATA\r\nSubject: x\r\n\r\n.\r\n")).contains("250 2.0.0");
        assertThat(mailroom.delivered).hasSize(1);
    }
}

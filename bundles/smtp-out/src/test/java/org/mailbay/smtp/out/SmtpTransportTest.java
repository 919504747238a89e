package org.mailbay.smtp.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.delivery.Shipment.Destination;
import org.mailbay.delivery.spi.Carried;
import org.mailbay.dns.Answer.Status;
import org.mailbay.dns.RecordType;

class SmtpTransportTest {
    private static Carried.Failed failed(Carried carried) {
        assertThat(carried).isInstanceOf(Carried.Failed.class);
        return (Carried.Failed) carried;
    }

    private static Carried.Later later(Carried carried) {
        assertThat(carried).isInstanceOf(Carried.Later.class);
        return (Carried.Later) carried;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PIPELINING", "CHUNKING", "PIPELINING,CHUNKING", "PIPELINING,SIZE 1000000,DSN"})
    void aMessageArrives(String extensions) throws Exception {
        try (Bench bench = new Bench()) {
            bench.server.extensions = extensions.isEmpty() ? List.of() : List.of(extensions.split(","));
            List<Carried> carried = bench.send("b@there.example", "c@there.example");
            assertThat(carried)
                    .allSatisfy(result -> assertThat(result)
                            .isEqualTo(new Carried.Taken(
                                    "250 2.0.0 taken",
                                    "mx.there.example [127.0.0.1]:" + bench.server.port() + " clear",
                                    extensions.contains("DSN"))));
            assertThat(bench.server.messages).hasSize(1);
            assertThat(bench.server.messages.getFirst().text()).isEqualTo(Bench.MESSAGE);
            assertThat(bench.server.messages.getFirst().recipients())
                    .containsExactly("b@there.example", "c@there.example");
            assertThat(bench.server.lines.getFirst()).isEqualTo("EHLO here.example");
        }
    }

    @Test
    void eachRecipientHasItsOwnResult() throws Exception {
        for (String extension : List.of("X", "PIPELINING")) {
            try (Bench bench = new Bench()) {
                bench.server.extensions = List.of(extension);
                bench.server.script = (conversation, line) -> line.contains("<no@")
                        ? "550 5.1.1 no such user"
                        : line.contains("<later@") ? "450 4.2.1 greylisted" : null;
                List<Carried> carried = bench.send("no@there.example", "yes@there.example", "later@there.example");
                assertThat(failed(carried.get(0)).reply()).isEqualTo("550 5.1.1 no such user");
                assertThat(carried.get(1)).isInstanceOf(Carried.Taken.class);
                assertThat(later(carried.get(2)).reply()).isEqualTo("450 4.2.1 greylisted");
                assertThat(later(carried.get(2)).isDestination()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X", "PIPELINING", "PIPELINING,CHUNKING"})
    void nobodyIsTakenAndTheConnectionGoesOn(String extensions) throws Exception {
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of(extensions.split(","));
            bench.server.script = (conversation, line) -> line.contains("<no@") ? "550 5.1.1 no such user" : null;
            failed(bench.send("no@there.example").getFirst());
            assertThat(bench.send("yes@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
            assertThat(bench.server.connections).hasValue(1);
            assertThat(bench.server.lines).contains("RSET");
            assertThat(bench.server.messages).hasSize(1);
        }
    }

    @Test
    void aDotIsAnsweredWhenDataWasTakenForNobody() throws Exception {
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("PIPELINING");
            bench.server.script = (conversation, line) ->
                    line.startsWith("RCPT") ? "550 5.1.1 no" : line.equals("DATA") ? "354 anyway" : null;
            failed(bench.send("b@there.example").getFirst());
            assertThat(bench.server.messages.getFirst().content()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"MAIL,true", "DATA,true", ".,true", "MAIL,false", "DATA,false", ".,false"})
    void aRefusalIsForAll(String point, boolean isPermanent) throws Exception {
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("PIPELINING");
            String reply = isPermanent ? "554 5.7.1 no" : "451 4.7.1 later";
            bench.server.script = (conversation, line) -> line.startsWith(point) ? reply : null;
            assertThat(bench.send("b@there.example", "c@there.example"))
                    .allSatisfy(carried -> assertThat(carried.reply()).isEqualTo(reply))
                    .allSatisfy(carried ->
                            assertThat(carried).isInstanceOf(isPermanent ? Carried.Failed.class : Carried.Later.class));
        }
    }

    @Test
    void dotsAndBordersComeOutAsTheyWere() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (String extension : List.of("X", "CHUNKING")) {
            try (Bench bench = new Bench()) {
                bench.server.extensions = List.of(extension);
                for (int i = 0; i < 20; i++) {
                    StringBuilder message = new StringBuilder("A: b\r\n\r\n");
                    int length = i == 0 ? 2_500_000 : random.nextInt(100_000);
                    while (message.length() < length) {
                        message.append(random.nextBoolean() ? "." : "x".repeat(random.nextInt(60)));
                        message.append(random.nextInt(3) == 0 ? "\r\n" : "");
                    }
                    message.append("\r\n");
                    assertThat(bench.send(message.toString(), Map.of(), "b@there.example")
                                    .getFirst())
                            .as("seed " + seed)
                            .isInstanceOf(Carried.Taken.class);
                    assertThat(bench.server.messages.getLast().text())
                            .as("seed " + seed)
                            .isEqualTo(message.toString());
                }
                assertThat(bench.server.connections).hasValue(1);
            }
        }
    }

    @Test
    void aMessageWithoutEndGetsOne() throws Exception {
        for (String extension : List.of("X", "CHUNKING")) {
            try (Bench bench = new Bench()) {
                bench.server.extensions = List.of(extension);
                bench.send("A: b\r\n\r\nend", Map.of(), "b@there.example");
                bench.send("A: b\r\n\r\n.", Map.of(), "b@there.example");
                assertThat(bench.server.messages.get(0).text()).isEqualTo("A: b\r\n\r\nend\r\n");
                assertThat(bench.server.messages.get(1).text()).isEqualTo("A: b\r\n\r\n.\r\n");
            }
        }
    }

    @Test
    void bareLineEndsNeverLeaveUnlessTheServerTakesBinary() throws Exception {
        try (Bench bench = new Bench()) {
            assertThat(failed(bench.send("A: b\n\r\n.\r\n", Map.of(), "b@there.example")
                                    .getFirst())
                            .reply())
                    .startsWith("554 5.6.3");
            bench.server.extensions = List.of("CHUNKING");
        }
        try (Bench bench = new Bench(Map.of("chunking", false))) {
            bench.server.extensions = List.of("CHUNKING", "BINARYMIME");
            String message = "A: b\r\n\r\na\nb\rc";
            assertThat(bench.send(message, Map.of("BODY", "BINARYMIME"), "b@there.example")
                            .getFirst())
                    .isInstanceOf(Carried.Taken.class);
            assertThat(bench.server.messages.getFirst().text()).isEqualTo(message);
            assertThat(bench.server.lines).anyMatch(line -> line.endsWith("BODY=BINARYMIME"));
        }
    }

    @Test
    void whatTheServerCannotTakeIsRefusedByName() throws Exception {
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("SIZE 20");
            assertThat(failed(bench.send("b@there.example").getFirst()).reply()).startsWith("552 5.3.4");
        }
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("SIZE 0"); // no limit
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
            assertThat(bench.server.lines).anyMatch(line -> line.endsWith("> SIZE=" + Bench.MESSAGE.length()));
        }
        try (Bench bench = new Bench()) {
            assertThat(failed(bench.send("A: b\r\n\r\nä\r\n", Map.of(), "b@there.example")
                                    .getFirst())
                            .reply())
                    .startsWith("554 5.6.3");
            List<Carried> carried = bench.send("ä@there.example", "b@there.example");
            assertThat(failed(carried.get(0)).reply()).startsWith("550 5.6.7");
            assertThat(carried.get(1)).isInstanceOf(Carried.Taken.class);
        }
    }

    @Test
    void internationalMailNeedsSmtpUtf8OnlyWhenItIs() throws Exception {
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("SMTPUTF8", "8BITMIME");
            bench.send("Subject: ä\r\n\r\n", Map.of("SMTPUTF8", ""), "ä@there.example");
            assertThat(bench.server.lines)
                    .contains("MAIL FROM:<a@here.example> BODY=8BITMIME SMTPUTF8", "RCPT TO:<ä@there.example>");
        }
        try (Bench bench = new Bench()) {
            assertThat(bench.send(Bench.MESSAGE, Map.of("SMTPUTF8", ""), "b@there.example")
                            .getFirst())
                    .isInstanceOf(Carried.Taken.class);
            assertThat(bench.server.lines).contains("MAIL FROM:<a@here.example>");
            assertThat(failed(bench.send("Subject: ä\r\n\r\n", Map.of("SMTPUTF8", ""), "b@there.example")
                                    .getFirst())
                            .reply())
                    .startsWith("554 5.6.3");
        }
    }

    @Test
    void internationalDomainsTravelAsALabels() throws Exception {
        try (Bench bench = new Bench()) {
            bench.zone
                    .mx("xn--mller-kva.example", 10, "mx.xn--mller-kva.example")
                    .a("mx.xn--mller-kva.example", "127.0.0.1");
            Carried carried = bench.transport
                    .carry(Bench.consignment(
                            "xn--mller-kva.example",
                            false,
                            Bench.MESSAGE.getBytes(StandardCharsets.UTF_8),
                            Map.of(),
                            List.of(new Destination("b@müller.example", Map.of()))))
                    .getFirst();
            assertThat(carried).isInstanceOf(Carried.Taken.class);
            assertThat(carried.remote()).startsWith("mx.xn--mller-kva.example [127.0.0.1]");
            assertThat(bench.server.lines).contains("RCPT TO:<b@xn--mller-kva.example>");
        }
    }

    @Test
    void parametersArePassedOnToWhoKnowsThem() throws Exception {
        Map<String, String> mail = Map.of("RET", "HDRS", "ENVID", "a+b=c", "BY", "120;R", "MT-PRIORITY", "-3");
        List<Destination> to = List.of(new Destination(
                "b@there.example", Map.of("NOTIFY", "SUCCESS,DELAY", "ORCPT", "rfc822;x y@there.example")));
        byte[] message = Bench.MESSAGE.getBytes(StandardCharsets.UTF_8);
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("DSN", "DELIVERBY 60", "MT-PRIORITY");
            bench.transport.carry(Bench.consignment("there.example", false, message, mail, to));
            assertThat(bench.server.lines)
                    .contains(
                            "MAIL FROM:<a@here.example> RET=HDRS ENVID=a+2Bb+3Dc BY=100;R MT-PRIORITY=-3",
                            "RCPT TO:<b@there.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;x+20y@there.example");
        }
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("DSN");
            assertThat(failed(bench.transport
                                    .carry(Bench.consignment("there.example", false, message, mail, to))
                                    .getFirst())
                            .reply())
                    .startsWith("550 5.3.3");
        }
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("DELIVERBY 600");
            assertThat(failed(bench.transport
                                    .carry(Bench.consignment("there.example", false, message, mail, to))
                                    .getFirst())
                            .reply())
                    .startsWith("550 5.4.7");
        }
        try (Bench bench = new Bench()) {
            bench.transport.carry(
                    Bench.consignment("there.example", false, message, Map.of("RET", "FULL", "BY", "9;N"), to));
            assertThat(bench.server.lines).contains("MAIL FROM:<a@here.example>", "RCPT TO:<b@there.example>");
        }
    }

    @Test
    void manyRecipientsGoInAsManyTransactionsAsTheServerLikes() throws Exception {
        String[] recipients =
                IntStream.range(0, 10).mapToObj(i -> "r" + i + "@there.example").toArray(String[]::new);
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("LIMITS RCPTMAX=4");
            assertThat(bench.send(recipients)).allMatch(Carried.Taken.class::isInstance);
            assertThat(bench.server.messages)
                    .extracting(message -> message.recipients().size())
                    .containsExactly(4, 4, 2);
            assertThat(bench.server.connections).hasValue(1);
        }
        try (Bench bench = new Bench()) {
            bench.server.extensions = List.of("PIPELINING");
            int[] count = {0};
            bench.server.script = (conversation, line) -> {
                count[0] = line.startsWith("MAIL") ? 0 : line.startsWith("RCPT") ? count[0] + 1 : count[0];
                return line.startsWith("RCPT") && count[0] > 3 ? "452 4.5.3 too many recipients" : null;
            };
            assertThat(bench.send(recipients)).allMatch(Carried.Taken.class::isInstance);
            assertThat(bench.server.messages)
                    .extracting(message -> message.recipients().size())
                    .containsExactly(3, 3, 3, 1);
        }
    }

    @Test
    void connectionsAreUsedAgainWithinLimits() throws Exception {
        try (Bench bench = new Bench(Map.of("maxMessagesPerConnection", 3))) {
            for (int i = 0; i < 7; i++) {
                assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
            }
            assertThat(bench.server.connections).hasValue(3);
        }
        try (Bench bench = new Bench(Map.of("maxIdle", 0))) {
            bench.send("b@there.example");
            bench.send("b@there.example");
            assertThat(bench.server.connections).hasValue(2);
        }
    }

    @Test
    void aServerThatLeftWhileIdleIsCalledAgain() throws Exception {
        for (String extension : List.of("X", "PIPELINING")) {
            try (Bench bench = new Bench()) {
                bench.server.extensions = List.of(extension);
                bench.server.script = (conversation, line) -> line.startsWith("MAIL")
                                && bench.server.messages.size() == 1
                                && bench.server.connections.get() == 1
                        ? ScriptedServer.HANG_UP
                        : null;
                assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
                assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
                assertThat(bench.server.connections).hasValue(2);
            }
        }
    }

    @Test
    void aServerThatHasHadEnoughIsCalledAgain() throws Exception {
        for (String extension : List.of("X", "PIPELINING")) {
            try (Bench bench = new Bench()) {
                bench.server.extensions = List.of(extension);
                int[] mails = {0};
                bench.server.script = (conversation, line) -> {
                    mails[0] = line.equals("connect") ? 0 : line.startsWith("MAIL") ? mails[0] + 1 : mails[0];
                    return line.startsWith("MAIL") && mails[0] > 2
                            ? "421 4.7.0 enough for one connection\n" + ScriptedServer.HANG_UP
                            : null;
                };
                for (int i = 0; i < 6; i++) {
                    assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
                }
                assertThat(bench.server.connections).hasValue(3);
            }
        }
    }

    @Test
    void whatDnsSaysDecides() throws Exception {
        try (Bench bench = new Bench()) {
            bench.zone.clear("there.example", RecordType.MX).mx("there.example", 0, "");
            assertThat(failed(bench.send("b@there.example").getFirst()).reply()).startsWith("556 5.1.10");
            bench.zone.clear("there.example", RecordType.MX).a("there.example", "127.0.0.1");
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
            bench.zone.clear("there.example", RecordType.A);
            assertThat(failed(bench.send("b@there.example").getFirst()).reply()).startsWith("550 5.1.2");
            for (Status status : List.of(Status.FAILED, Status.BOGUS)) {
                bench.zone.status("there.example", RecordType.MX, status);
                assertThat(later(bench.send("b@there.example").getFirst()).isDestination())
                        .isTrue();
            }
            bench.zone.status("there.example", RecordType.MX, Status.NO_NAME);
            assertThat(failed(bench.send("b@there.example").getFirst()).reply()).startsWith("550 5.1.2");
        }
    }

    @Test
    void worseServersAreTriedWhenBetterOnesFail() throws Exception {
        try (Bench bench = new Bench()) {
            bench.zone
                    .mx("there.example", 5, "nowhere.example")
                    .mx("there.example", 6, "refuses.example")
                    .a("refuses.example", "127.0.0.2");
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
        }
        try (Bench bench = new Bench()) {
            for (String reply : List.of("554 5.7.1 go away", "421 4.3.2 busy")) {
                bench.server.script = (conversation, line) -> line.equals("connect") ? reply : null;
                assertThat(bench.send("c@there.example").getFirst())
                        .isEqualTo(
                                new Carried.Later(reply, "mx.there.example [127.0.0.1]:" + bench.server.port(), true));
            }
            bench.server.script = (conversation, line) -> line.equals("connect") ? "521 5.3.2 never" : null;
            assertThat(failed(bench.send("c@there.example").getFirst()).reply()).isEqualTo("521 5.3.2 never");
        }
    }

    @Test
    void mailDoesNotRunInACircle() throws Exception {
        try (Bench bench = new Bench()) {
            bench.zone
                    .clear("there.example", RecordType.MX)
                    .mx("there.example", 10, "here.example")
                    .mx("there.example", 20, "mx.there.example")
                    .a("here.example", "127.0.0.1");
            assertThat(failed(bench.send("b@there.example").getFirst()).reply()).startsWith("554 5.4.6");
            bench.zone.mx("there.example", 5, "mx.there.example");
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
        }
        try (Bench bench = new Bench(Map.of("ourAddresses", new String[] {"127.0.0.1"}))) {
            assertThat(failed(bench.send("b@there.example").getFirst()).reply()).startsWith("554 5.4.6");
        }
    }

    @Test
    void relayHostsAreAsked() throws Exception {
        byte[] message = Bench.MESSAGE.getBytes(StandardCharsets.UTF_8);
        List<Destination> to = List.of(new Destination("b@far.example", Map.of()));
        try (Bench bench = new Bench()) {
            String place = "127.0.0.1:" + bench.server.port();
            assertThat(bench.transport
                            .carry(Bench.consignment(place, true, message, Map.of(), to))
                            .getFirst())
                    .isInstanceOf(Carried.Taken.class);
            assertThat(later(bench.transport
                                    .carry(Bench.consignment("gone", true, message, Map.of(), to))
                                    .getFirst())
                            .reply())
                    .contains("no relay host");
            for (String mechanism : List.of("PLAIN", "LOGIN")) {
                bench.server.lines.clear();
                bench.server.extensions = List.of("AUTH " + mechanism);
                bench.server.script = (conversation, line) -> line.equals("AUTH LOGIN")
                        ? "334 VXNlcm5hbWU6"
                        : line.equals("bWU=") ? "334 UGFzc3dvcmQ6" : null;
                RelayHost host = new RelayHost(
                        org.mailbay.testkit.Configurations.of(
                                RelayHost.Config.class,
                                Map.of(
                                        "host",
                                        "127.0.0.1",
                                        "port",
                                        bench.server.port(),
                                        "tls",
                                        "none",
                                        "user",
                                        "me",
                                        "password",
                                        "secret" + mechanism)),
                        Map.of("service.pid", "smtp-out.relay~smart"));
                bench.transport.bindRelayHost(host);
                assertThat(bench.transport
                                .carry(Bench.consignment("smart", true, message, Map.of(), to))
                                .getFirst())
                        .isInstanceOf(Carried.Taken.class);
                assertThat(bench.server.lines)
                        .contains(mechanism.equals("PLAIN") ? "AUTH PLAIN AG1lAHNlY3JldFBMQUlO" : "c2VjcmV0TE9HSU4=");
                bench.transport.unbindRelayHost(host);
            }
        }
    }

    @Test
    void addressesThatAreNoneAreRefused() throws Exception {
        try (Bench bench = new Bench()) {
            List<Carried> carried = bench.send("a> SIZE=1@there.example", "b@there.example");
            assertThat(failed(carried.get(0)).reply()).startsWith("553 5.1.3");
            assertThat(carried.get(1)).isInstanceOf(Carried.Taken.class);
        }
    }

    @Test
    void itSaysWhereItWouldGo() throws Exception {
        try (Bench bench = new Bench()) {
            assertThat(bench.transport.explain("there.example"))
                    .containsExactly(
                            "MX records, not proved by DNSSEC", "1. mx.there.example [127.0.0.1], TLS: opportunistic");
            assertThat(bench.transport.explain("nowhere.example").getFirst()).contains("5.1.2");
        }
    }

    /** RFC 5321 §4.1.1.10 */
    @Test
    void whoeverWaitsIsToldGoodByeAtTheEnd() throws Exception {
        ScriptedServer server;
        try (Bench bench = new Bench()) {
            server = bench.server;
            assertThat(bench.send("b@there.example").getFirst()).isInstanceOf(Carried.Taken.class);
            assertThat(server.lines).doesNotContain("QUIT");
            bench.transport.deactivate();
            assertThat(server.lines).endsWith("QUIT");
        }
    }
}

package org.mailbay.itests.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.endtoend.Programs;
import org.mailbay.itests.server.Ports;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** Mail from another mail server and to it, over port 25 with STARTTLS, compared byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class PeerDialogues {
    private static final String ALICE = "alice@example.test";
    private static final String BOB = "bob@example.test";
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);
    private static final int MANY_BYTES = 10_000_000;
    private static final int MOST_BYTES = 20_000_000;

    private Server server;
    private Peer peer;

    abstract void need() throws IOException;

    abstract Peer start(Peer.Place place) throws IOException, InterruptedException;

    @BeforeAll
    void begin(@TempDir Path folder) throws IOException, InterruptedException {
        need();
        int port = Ports.free();
        Path data = Files.createDirectories(folder.resolve("data"));
        Server.configure(
                data,
                "[smtp]\nhostname = \"mx.example.test\"\nmaxMessageBytes = " + MOST_BYTES
                        + "\n\n[dns]\ndnssec = \"off\"\n"
                        + "fixed = [\"peer.test. MX 10 mx.peer.test.\", \"mx.peer.test. A 127.0.0.1\"]\n\n"
                        + "[smtp-out]\nport = " + port + "\n\n[queue]\nretrySeconds = [1]\n");
        server = Server.start(data, "--demo");
        new AdminClient(server.port("http"), data)
                .put("routing/aliases/j%C3%B6rg@example.test", Map.of("to", List.of(ALICE)));
        // Others than this user get in.
        Path place = Files.createDirectories(folder.resolve("peer"));
        for (Path one = place; one.startsWith(folder); one = one.getParent()) {
            Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path certificate = place.resolve("certificate.pem");
        Path key = place.resolve("key.pem");
        Programs.run(
                "",
                List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + Peer.HOST,
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString()));
        peer = start(new Peer.Place(place, port, server.port("smtp"), certificate, key));
    }

    @AfterAll
    void end() throws IOException, InterruptedException {
        if (peer != null) {
            peer.stop();
        }
        if (server != null) {
            assertThat(server.stop()).as(server.text()).isZero();
        }
    }

    /** Hands a message to the peer, which carries it. */
    private void throughPeer(String parameters, String message, String... recipients) throws IOException {
        try (SmtpClient client = new SmtpClient(peer.port(), TIMEOUT_MILLIS)) {
            client.hello();
            hand(client, "sender@peer.test> BODY=8BITMIME" + parameters, message, recipients);
        }
    }

    /** Submits a message as Alice. */
    private void throughMailbay(String parameters, String message, String... recipients) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("submission"), TIMEOUT_MILLIS)) {
            client.hello();
            client.startTls();
            client.hello();
            String plain =
                    Base64.getEncoder().encodeToString(("\0" + ALICE + "\0demo").getBytes(StandardCharsets.UTF_8));
            SmtpClient.expect(235, client.command("AUTH PLAIN " + plain));
            hand(client, ALICE + "> BODY=8BITMIME" + parameters, message, recipients);
        }
    }

    private static void hand(SmtpClient client, String sender, String message, String... recipients)
            throws IOException {
        SmtpClient.expect(250, client.command("MAIL FROM:<" + sender));
        for (String recipient : recipients) {
            int end = recipient.indexOf(' ') < 0 ? recipient.length() : recipient.indexOf(' ');
            SmtpClient.expect(
                    250, client.command("RCPT TO:<" + recipient.substring(0, end) + ">" + recipient.substring(end)));
        }
        SmtpClient.expect(354, client.command("DATA"));
        client.write(message.replace("\r\n.", "\r\n..") + ".\r\n");
        SmtpClient.expect(250, client.reply());
    }

    /** Messages in a user's mailboxes that have this text, a char for each byte. */
    private List<String> here(String user, String text) throws IOException {
        List<String> found = new ArrayList<>();
        try (JmapClient client = new JmapClient(server.port("http"), user, "demo", TIMEOUT_MILLIS)) {
            JsonNode list = client.call(
                            "[[\"Email/query\",{\"accountId\":\"ACCOUNT\",\"limit\":50},\"q\"],[\"Email/get\",{"
                                    + "\"accountId\":\"ACCOUNT\",\"#ids\":{\"resultOf\":\"q\",\"name\":\"Email/query\",\"path\":\"/ids\"},"
                                    + "\"properties\":[\"blobId\"]},\"g\"]]")
                    .at("/1/1/list");
            for (JsonNode email : list) {
                String message =
                        new String(client.download(email.get("blobId").asString()), StandardCharsets.ISO_8859_1);
                if (message.contains(Maildir.bytes(text))) {
                    found.add(message);
                }
            }
        }
        return found;
    }

    private String awaitHere(String user, String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE;
        List<String> found = here(user, text);
        while (found.isEmpty()) {
            assertThat(System.nanoTime())
                    .as("%s has no message with '%s'; %s; %s", user, text, peer.log(), server.text())
                    .isLessThan(deadline);
            Thread.sleep(100);
            found = here(user, text);
        }
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static void assertSame(String message, String body) {
        assertThat(Maildir.body(message).equals(Maildir.bytes(body)))
                .as("the body of %s", Maildir.header(message))
                .isTrue();
    }

    @Test
    @Order(1)
    void fromPeerToSeveral() throws IOException, InterruptedException {
        String body = Text.body(3_000);
        throughPeer("", Text.message("sender@peer.test", ALICE, "to several", body), ALICE, BOB);
        for (String user : List.of(ALICE, BOB)) {
            String message = awaitHere(user, "Subject: to several\r\n");
            assertSame(message, body);
            assertThat(Maildir.header(message)).contains("from " + Peer.HOST).containsPattern("with E?SMTPS");
        }
    }

    @Test
    @Order(1)
    void fromPeerToNobody() throws IOException, InterruptedException {
        throughPeer(
                "", Text.message("sender@peer.test", ALICE, "to nobody, too", "x\r\n"), ALICE, "nobody@example.test");
        awaitHere(ALICE, "Subject: to nobody, too\r\n");
        String bounce = peer.mail().await("sender@peer.test", "Subject: to nobody, too", peer);
        assertThat(bounce)
                .contains("Action: failed")
                .containsPattern("Final-Recipient: rfc822; ?nobody@example.test")
                .contains("5.1.1");
    }

    @Test
    @Order(1)
    void fromPeerTenMegabytes() throws IOException, InterruptedException {
        String body = Text.body(MANY_BYTES);
        throughPeer("", Text.message("sender@peer.test", ALICE, "ten megabytes", body), ALICE);
        assertSame(awaitHere(ALICE, "Subject: ten megabytes\r\n"), body);
    }

    @Test
    @Order(1)
    void fromPeerTooMuch() throws IOException, InterruptedException {
        throughPeer("", Text.message("sender@peer.test", BOB, "too much", Text.body(MOST_BYTES)), BOB);
        String bounce = peer.mail().await("sender@peer.test", "Subject: too much", peer);
        assertThat(bounce).contains("Action: failed").containsPattern("(?i)size|too big");
        assertThat(here(BOB, "Subject: too much\r\n")).isEmpty();
    }

    @Test
    @Order(1)
    void fromPeerInternational() throws IOException, InterruptedException {
        String body = Text.body(100);
        throughPeer(
                " SMTPUTF8",
                Text.message("sender@peer.test", "j\u00f6rg@example.test", "Gr\u00fc\u00dfe \u2713", body),
                "j\u00f6rg@example.test");
        String message = awaitHere(ALICE, "Subject: Gr\u00fc\u00dfe \u2713\r\n");
        assertSame(message, body);
        assertThat(Maildir.header(message)).contains("with UTF8SMTPS");
    }

    /** The peer passes the wish on, we deliver and report to the peer's user, by its MX. */
    @Test
    @Order(1)
    void fromPeerReported() throws IOException, InterruptedException {
        throughPeer(
                " RET=HDRS ENVID=round-trip",
                Text.message("sender@peer.test", ALICE, "tell me", "x\r\n"),
                ALICE + " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;" + ALICE);
        awaitHere(ALICE, "Subject: tell me\r\n");
        String report = peer.mail().await("sender@peer.test", "Original-Envelope-Id: round-trip", peer);
        assertThat(report).contains("Action: delivered").contains("Original-Recipient: rfc822; " + ALICE);
    }

    @Test
    @Order(2)
    void peerUsedWhatWeOffer() throws IOException {
        peer.assertUsedWhatWeOffer();
    }

    @Test
    @Order(3)
    void toPeerSeveralOneRefusedOneLater() throws IOException, InterruptedException {
        String body = Text.body(3_000);
        throughMailbay(
                "",
                Text.message(ALICE, "ann@peer.test", "to the peer", body),
                "ann@peer.test",
                "bob@peer.test",
                "nobody@peer.test",
                "later@peer.test");
        for (String user : List.of("ann@peer.test", "bob@peer.test")) {
            String message = peer.mail().await(user, "Subject: to the peer\r\n", peer);
            assertSame(message, body);
            assertThat(Maildir.header(message)).containsPattern("TLS(v?1\\.3|_AES)");
        }
        String bounce = awaitHere(ALICE, "nobody@peer.test");
        assertThat(bounce)
                .contains("Action: failed")
                .contains("5.1.1")
                .contains("Final-Recipient: rfc822; nobody@peer.test")
                .doesNotContain("Final-Recipient: rfc822; ann");
        assertThat(peer.mail().find("later@peer.test", "Subject: to the peer\r\n"))
                .isEmpty();
        peer.takeLater();
        assertSame(peer.mail().await("later@peer.test", "Subject: to the peer\r\n", peer), body);
        assertThat(peer.mail().find("ann@peer.test", "Subject: to the peer\r\n"))
                .hasSize(1);
    }

    @Test
    @Order(3)
    void toPeerTenMegabytes() throws IOException, InterruptedException {
        String body = Text.body(MANY_BYTES);
        throughMailbay("", Text.message(ALICE, "ann@peer.test", "ten megabytes out", body), "ann@peer.test");
        assertSame(peer.mail().await("ann@peer.test", "Subject: ten megabytes out\r\n", peer), body);
    }

    @Test
    @Order(3)
    void toPeerInternational() throws IOException, InterruptedException {
        String body = Text.body(100);
        throughMailbay(
                " SMTPUTF8",
                Text.message(ALICE, "j\u00f6rg@peer.test", "Gr\u00fc\u00dfe hinaus", body),
                "j\u00f6rg@peer.test");
        assertSame(peer.mail().await("j\u00f6rg@peer.test", "Subject: Gr\u00fc\u00dfe hinaus\r\n", peer), body);
    }

    /** We pass the wish on, the peer delivers and reports to Alice. */
    @Test
    @Order(3)
    void toPeerReported() throws IOException, InterruptedException {
        throughMailbay(
                " RET=HDRS ENVID=out-and-back",
                Text.message(ALICE, "bob@peer.test", "tell me, too", "x\r\n"),
                "bob@peer.test NOTIFY=SUCCESS,FAILURE");
        String report = awaitHere(ALICE, "out-and-back");
        assertThat(report)
                .contains("Action: delivered")
                .contains("bob@peer.test")
                .contains("Reporting-MTA: dns; " + Peer.HOST);
    }
}

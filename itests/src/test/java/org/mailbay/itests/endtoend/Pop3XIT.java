package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.PopClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;

/** Mail is fetched by POP3, by programs that people use. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class Pop3XIT {
    private static final String ALICE = "alice@example.test";
    private static final String BOB = "bob@example.test";

    @TempDir
    static Path data;

    static Server server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = Server.start(data, "--demo");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        assertThat(server.stop()).as(server.text()).isZero();
    }

    private static void deliver(String user, String text) throws IOException {
        try (SmtpClient sender = new SmtpClient(server.port("smtp"), 30_000)) {
            sender.hello();
            SmtpClient.expect(250, sender.send(text, user));
        }
    }

    private static PopClient pop(String user) throws IOException {
        PopClient client = new PopClient(server.port("pop3"), 30_000);
        assertThat(client.line()).startsWith("+OK");
        client.logIn(user, "demo");
        return client;
    }

    /** What the inbox of a user holds. */
    private static int count(String user) throws IOException {
        try (PopClient client = pop(user)) {
            int count = Integer.parseInt(client.ok("STAT").split(" ")[0]);
            client.ok("QUIT");
            return count;
        }
    }

    @Test
    @Order(1)
    void pythonFetchesAndDeletes() throws IOException, InterruptedException {
        Programs.need("python3");
        int before = count(ALICE);
        deliver(ALICE, "Subject: dots\r\n\r\n..\r\n...two\r\nlast");
        String program = """
                import poplib, ssl, sys
                any = ssl._create_unverified_context()
                server = poplib.POP3('127.0.0.1', int(sys.argv[1]))
                assert 'STLS' in server.capa() and 'SASL' in server.capa()
                server.stls(any)
                server.user('alice@example.test'); server.pass_('demo')
                count, octets = server.stat()
                assert sum(int(line.split()[1]) for line in server.list()[1]) == octets
                ids = {line.split()[1] for line in server.uidl()[1]}
                assert len(ids) == count
                lines = server.retr(count)[1]
                assert lines[-3:] == [b'.', b'..two', b'last'], lines
                assert lines[:-3] + [b'.'] == server.top(count, 1)[1]
                server.dele(count)
                server.quit()
                server = poplib.POP3_SSL('127.0.0.1', int(sys.argv[2]), context=any)
                assert 'STLS' not in server.capa()
                server.user('alice@example.test'); server.pass_('demo')
                assert server.stat()[0] == count - 1
                assert {line.split()[1] for line in server.uidl()[1]} < ids
                server.quit()
                """;
        Programs.run(
                "",
                List.of(
                        "python3",
                        "-c",
                        program,
                        Integer.toString(server.port("pop3")),
                        Integer.toString(server.port("pop3s"))));
        assertThat(count(ALICE)).isEqualTo(before);
    }

    @Test
    @Order(2)
    void curlFetchesByItsOwnChoiceOfMechanism() throws IOException, InterruptedException {
        Programs.need("curl");
        deliver(ALICE, "Subject: for curl\r\n\r\n..dots");
        int last = count(ALICE);
        String message = Programs.run(
                "",
                List.of(
                        "curl",
                        "-sSfk",
                        "-u",
                        ALICE + ":demo",
                        "pop3s://127.0.0.1:" + server.port("pop3s") + "/" + last));
        assertThat(message).contains("Subject: for curl").endsWith("\r\n\r\n.dots\r\n");
        String listing = Programs.run(
                "",
                List.of(
                        "curl",
                        "-sSfk",
                        "--ssl-reqd",
                        "-u",
                        ALICE + ":demo",
                        "pop3://127.0.0.1:" + server.port("pop3") + "/"));
        assertThat(listing.lines()).hasSize(last);
    }

    @Test
    @Order(3)
    void fetchmailTakesEverything(@TempDir Path work) throws IOException, InterruptedException {
        Programs.need("fetchmail");
        deliver(BOB, "Subject: for fetchmail\r\n\r\n..\r\nx");
        Path rc = Files.writeString(work.resolve("rc"), """
                poll 127.0.0.1 with proto POP3 port %d auth password
                  user "%s" password "demo" ssl sslproto "auto" no sslcertck fetchall no keep
                  mda "cat >> %s"
                """.formatted(server.port("pop3s"), BOB, work.resolve("got")));
        Files.setPosixFilePermissions(rc, PosixFilePermissions.fromString("rw-------"));
        int before = count(BOB);
        Programs.run("", List.of("env", "HOME=" + work, "FETCHMAILHOME=" + work, "fetchmail", "-f", rc.toString()));
        String got = Files.readString(work.resolve("got"), StandardCharsets.ISO_8859_1);
        assertThat(got).contains("Subject: for fetchmail");
        assertThat(got.split("(?m)^Subject:", -1)).hasSizeGreaterThan(before);
        assertThat(count(BOB)).isZero();
    }

    @Test
    @Order(4)
    void getmailLeavesAndLaterKnowsWhatItHas(@TempDir Path work) throws IOException, InterruptedException {
        Programs.need("getmail");
        deliver(BOB, "Subject: first for getmail\r\n\r\nx");
        Files.writeString(work.resolve("getmailrc"), """
                [retriever]
                type = SimplePOP3Retriever
                server = 127.0.0.1
                port = %d
                username = %s
                password = demo
                [destination]
                type = MDA_external
                path = /usr/bin/tee
                arguments = ("-a", "%s")
                allow_root_commands = true
                [options]
                delete = false
                read_all = false
                """.formatted(
                        server.port("pop3"), BOB, Files.createFile(work.resolve("box"))));
        List<String> command = List.of("getmail", "--getmaildir", work.toString(), "--rcfile", "getmailrc");
        int before = count(BOB);
        Programs.run("", command);
        deliver(BOB, "Subject: second for getmail\r\n\r\nx");
        Programs.run("", command);
        String box = Files.readString(work.resolve("box"), StandardCharsets.ISO_8859_1);
        assertThat(box.split("Subject: first for getmail", -1)).hasSize(2);
        assertThat(box.split("Subject: second for getmail", -1)).hasSize(2);
        assertThat(count(BOB)).isEqualTo(before + 1);
    }

    @Test
    @Order(5)
    void manyMessagesAndOneOfTwentyMegabytes() throws IOException {
        int before = count(BOB);
        int all = before + 51;
        String line = "y".repeat(76) + "\r\n";
        deliver(BOB, "Subject: large\r\n\r\n" + line.repeat(260_000));
        try (SmtpClient sender = new SmtpClient(server.port("smtp"), 30_000)) {
            sender.hello();
            for (int i = 0; i < 50; i++) {
                SmtpClient.expect(250, sender.send("Subject: " + i + "\r\n\r\n..", BOB));
            }
        }
        try (PopClient client = pop(BOB)) {
            assertThat(client.lines("RETR " + (before + 1)).stream().filter(each -> each.startsWith("yyy")))
                    .hasSize(260_000);
            assertThat(client.lines("TOP " + (before + 1) + " 3").stream().filter(each -> each.startsWith("yyy")))
                    .hasSize(3);
            StringBuilder pipelined = new StringBuilder();
            for (int number = 1; number <= all; number++) {
                pipelined.append("DELE ").append(number).append("\r\n");
            }
            client.write(pipelined.toString());
            for (int number = 1; number <= all; number++) {
                assertThat(client.line()).startsWith("+OK");
            }
        }
        // Hung up: nothing is removed. The server notices in its own time.
        for (int i = 0; i < 100; i++) {
            try (PopClient client = new PopClient(server.port("pop3"), 30_000)) {
                client.line();
                client.ok("USER " + BOB);
                String reply = client.command("PASS demo");
                if (reply.startsWith("+OK")) {
                    assertThat(client.ok("STAT")).startsWith(all + " ");
                    for (int number = 1; number <= all; number++) {
                        client.ok("DELE " + number);
                    }
                    client.ok("QUIT");
                    break;
                }
                assertThat(reply).startsWith("-ERR [IN-USE]");
            }
        }
        assertThat(count(BOB)).isZero();
    }
}

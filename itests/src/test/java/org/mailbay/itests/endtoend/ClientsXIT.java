package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** Programs that people use, unmodified: they send, and they read. Skipped where they are not installed. */
final class ClientsXIT {
    private static final String ALICE = "alice@example.test";

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

    private static JsonNode newest() throws IOException {
        try (JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", 30_000)) {
            return alice.call(
                            "[[\"Email/query\",{\"accountId\":\"ACCOUNT\",\"sort\":[{\"property\":\"receivedAt\",\"isAscending\":"
                                    + "false}],\"limit\":1},\"q\"],[\"Email/get\",{\"accountId\":\"ACCOUNT\",\"#ids\":{\"resultOf\":\"q\","
                                    + "\"name\":\"Email/query\",\"path\":\"/ids\"},\"properties\":[\"subject\",\"preview\"]},\"g\"]]")
                    .at("/1/1/list/0");
        }
    }

    private static String port(String name) {
        return Integer.toString(server.port(name));
    }

    @Test
    void swaksDelivers() throws IOException, InterruptedException {
        Programs.need("swaks");
        Programs.run(
                "",
                List.of(
                        "swaks",
                        "--server",
                        "127.0.0.1",
                        "--port",
                        port("smtp"),
                        "--from",
                        "a@elsewhere.test",
                        "--to",
                        ALICE,
                        "--header",
                        "Subject: by swaks",
                        "--pipeline"));
        assertThat(newest().get("subject").asString()).isEqualTo("by swaks");
    }

    @Test
    void pythonDeliversOverTls() throws IOException, InterruptedException {
        Programs.need("python3");
        String program = """
                import smtplib, ssl, sys
                from email.message import EmailMessage
                message = EmailMessage()
                message['From'], message['To'], message['Subject'] = 'a@elsewhere.test', sys.argv[2], 'by smtplib \u2713'
                message.set_content('Gr\u00fc\u00dfe')
                message.add_attachment(b'0123456789' * 1000, maintype='application', subtype='pdf', filename='a.pdf')
                with smtplib.SMTP('127.0.0.1', int(sys.argv[1])) as server:
                    server.starttls(context=ssl._create_unverified_context())
                    assert server.send_message(message) == {}
                """;
        Programs.run("", List.of("python3", "-c", program, port("smtp"), ALICE));
        assertThat(newest().get("subject").asString()).isEqualTo("by smtplib \u2713");
        assertThat(newest().get("preview").asString()).contains("Gr\u00fc\u00dfe");
    }

    @Test
    void curlDeliversAndReads(@TempDir Path work) throws IOException, InterruptedException {
        Programs.need("curl");
        Path message = Files.writeString(work.resolve("m"), "Subject: by curl\r\n\r\n.dots\r\n");
        Programs.run(
                "",
                List.of(
                        "curl",
                        "-sSf",
                        "smtp://127.0.0.1:" + port("smtp"),
                        "--mail-from",
                        "a@elsewhere.test",
                        "--mail-rcpt",
                        ALICE,
                        "-T",
                        message.toString()));
        assertThat(newest().get("preview").asString()).contains(".dots");
        String session = Programs.run(
                "",
                List.of(
                        "curl",
                        "-sSfL",
                        "-u",
                        ALICE + ":demo",
                        "http://127.0.0.1:" + port("http") + "/.well-known/jmap"));
        assertThat(session).contains("\"apiUrl\":\"http://127.0.0.1:" + port("http") + "/jmap/api\"");
        String secure = Programs.run(
                "",
                List.of(
                        "curl",
                        "-sSfLk",
                        "-u",
                        ALICE + ":demo",
                        "https://127.0.0.1:" + port("https") + "/.well-known/jmap"));
        assertThat(secure).contains("\"apiUrl\":\"https://127.0.0.1:");
    }

    @Test
    void nodemailerSubmits() throws IOException, InterruptedException {
        String modules = modules("nodemailer");
        String program = """
                const [modules, port, tls, to] = process.argv.slice(1);
                const { createRequire } = await import('node:module');
                const nodemailer = createRequire(modules + '/')('nodemailer');
                const transport = nodemailer.createTransport({
                  host: '127.0.0.1', port: Number(port), secure: tls === 'tls', requireTLS: true, pool: true,
                  auth: { user: to, pass: 'demo' }, tls: { rejectUnauthorized: false },
                });
                for (let i = 0; i < 3; i++) {
                  const sent = await transport.sendMail({
                    from: to, to, subject: 'by nodemailer ' + tls + ' ' + i + ' \u2713', text: '.Gr\u00fc\u00dfe\\n.\\nend ' + i,
                    attachments: [{ filename: 'a.bin', content: Buffer.alloc(100000, i) }],
                    dsn: { id: 'n' + i, return: 'headers', notify: ['failure', 'delay'], recipient: to },
                  });
                  console.log(sent.accepted.length, sent.rejected.length, sent.response);
                }
                const refused = await transport.sendMail({ from: 'nobody@elsewhere.test', to, text: 'x' })
                  .then(() => 'taken', e => e.responseCode);
                console.log('as somebody else:', refused);
                transport.close();
                """;
        for (String listener : List.of("submission", "submissions")) {
            String tls = listener.equals("submissions") ? "tls" : "starttls";
            String printed = Programs.run(
                    "", List.of("node", "--input-type=module", "-e", program, modules, port(listener), tls, ALICE));
            assertThat(printed.lines().filter(line -> line.startsWith("1 0 250 ")))
                    .hasSize(3);
            assertThat(printed).contains("as somebody else: 55");
            assertThat(newest().get("subject").asString()).isEqualTo("by nodemailer " + tls + " 2 \u2713");
            assertThat(newest().get("preview").asString()).contains(".Gr\u00fc\u00dfe .");
        }
    }

    private static String modules(String name) {
        Programs.need("node");
        String modules = System.getenv("NODE_PATH");
        assumeTrue(
                modules != null && Files.isDirectory(Path.of(modules, name)),
                "npm's " + name + " is not installed where NODE_PATH points; .ci/run installs it");
        return modules;
    }

    @Test
    void jmapJamLists() throws IOException, InterruptedException {
        String modules = modules("jmap-jam");
        // It knows bearer tokens only: on the way out, its header becomes Basic.
        String program = """
                const [modules, url] = process.argv.slice(1);
                const real = globalThis.fetch;
                const basic = 'Basic ' + Buffer.from('alice@example.test:demo').toString('base64');
                globalThis.fetch = (u, i = {}) => real(u, { ...i, headers: { ...i.headers, Authorization: basic } });
                const { createRequire } = await import('node:module');
                const { pathToFileURL } = await import('node:url');
                const file = createRequire(modules + '/').resolve('jmap-jam');
                const { default: Jam } = await import(pathToFileURL(file).href);
                const jam = new Jam({ bearerToken: 'x', sessionUrl: url });
                const accountId = await jam.getPrimaryAccount();
                const [found] = await jam.requestMany(b => {
                  const query = b.Email.query({ accountId, limit: 3 });
                  return { query, get: b.Email.get({ accountId, ids: query.$ref('/ids'), properties: ['subject'] }) };
                });
                const id = found.get.list[0].id;
                const [set] = await jam.api.Email.set({ accountId, update: { [id]: { 'keywords/$flagged': true } } });
                console.log('listed', found.get.list.length, 'flagged', id in set.updated);
                """;
        String printed = Programs.run(
                "",
                List.of(
                        "node",
                        "--input-type=module",
                        "-e",
                        program,
                        modules,
                        "http://127.0.0.1:" + port("http") + "/.well-known/jmap"));
        assertThat(printed).contains("listed 3 flagged true");
    }
}

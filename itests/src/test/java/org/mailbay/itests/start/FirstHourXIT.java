package org.mailbay.itests.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.endtoend.Programs;
import org.mailbay.itests.features.Signer;
import org.mailbay.itests.hotswap.Revision;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** {@code docs/operator/first-hour.md}, step by step, by the admin API instead of the console. */
final class FirstHourXIT {
    private static final int PATIENCE = 30_000;
    private static final String ANN = "ann@acme.example";
    private static final String PASSWORD = "ann writes letters";
    private static final String ALICE = "alice@example.test";
    private static final String STAGE = "org.mailbay.antispam-stage";

    @TempDir
    Path folder;

    @Test
    void fromNothingToACopyBroughtBack() throws Exception {
        Path data = folder.resolve("data");
        Path copies = folder.resolve("copies");
        String name = "[smtp]\nhostname = \"mail.acme.example\"\n\n[smtp-out]\nhostname = \"mail.acme.example\"\n\n";
        Server.configure(data, name);
        String copy;
        int letters;
        try (Server server = Server.start(data);
                Server world = Server.start(folder.resolve("world"), "--demo")) {
            assertThat(server.text()).contains("First start: log in as admin with the password ");
            AdminClient admin = new AdminClient(server.port("http"), data);
            people(admin);

            String dns = "[dns]\nfixed = [\n" + String.join(",\n", records(admin)) + "\n]\n\n";
            Server.configure(data, name + dns + via("example.test", world));
            Server.configure(world.data(), dns + via("acme.example", server));
            await("DNS has every record", () -> states(admin).stream().allMatch("ok"::equals));
            admin.post("dkim/check", Map.of());
            await("keys sign", () -> admin.get("dkim").toString().contains("\"state\":\"signing\""));
            await(
                    "the world asks the same DNS",
                    () -> world.text()
                                    .lines()
                                    .filter(line -> line.contains("event=config.applied"))
                                    .count()
                            > 1);

            submit(world, ALICE, "demo", ANN, "Hello");
            await("ann has the letter", () -> subjects(server, ANN, PASSWORD).contains("Hello"));
            submit(server, ANN, PASSWORD, ALICE, "Re: Hello");
            await("alice has the answer", () -> subjects(world, ALICE, "demo").contains("Re: Hello"));
            assertThat(found(world, "Re: Hello"))
                    .contains("spf=pass")
                    .contains("dkim=pass")
                    .contains("dmarc=pass");
            assertThat(admin.get("queue").get("items").isEmpty()).isTrue();

            exchangeTheStage(server, admin);

            letters = subjects(server, ANN, PASSWORD).size();
            copy = admin.post("store/backup", Map.of("folder", copies.toString()))
                    .get("copy")
                    .asString();
            restoreTheAccount(server, admin, copies, copy);
            assertThat(server.stop()).as(server.text()).isZero();
        }
        Files.move(data.resolve("store"), folder.resolve("store"));
        Files.move(data.resolve("blobs"), folder.resolve("blobs"));
        Programs.run("", admin("restore-all", copies.resolve(copy).toString(), "--data", data.toString()));
        try (Server server = Server.start(data)) {
            assertThat(server.text()).contains("event=store-restored");
            assertThat(subjects(server, ANN, PASSWORD)).hasSize(letters).contains("Hello");
            assertThat(server.stop()).as(server.text()).isZero();
        }
    }

    private static void people(AdminClient admin) throws IOException {
        admin.post("tenants", Map.of("name", "acme"));
        admin.post("domains", Map.of("name", "acme.example", "tenant", "acme"));
        admin.post("accounts", Map.of("address", ANN, "name", "Ann", "password", PASSWORD));
        admin.post("accounts", Map.of("address", "bob@acme.example", "password", "bob reads letters"));
        assertThat(admin.get("accounts?domain=acme.example").get("items")).hasSize(2);
    }

    /** What the page of the domain wants, as lines of {@code [dns] fixed}; the keys are made some moments after the domain. */
    private static List<String> records(AdminClient admin) throws Exception {
        await("MX, SPF, DMARC, two keys", () -> states(admin).size() == 5);
        assertThat(states(admin)).containsOnly("missing");
        List<String> lines = new ArrayList<>(List.of("'mail.acme.example. A 127.0.0.1'"));
        for (JsonNode record : admin.get("dns/domains/acme.example").get("items")) {
            String type = record.get("type").asString();
            String value = record.get("value").asString();
            lines.add("'" + record.get("name").asString() + ". " + type + " "
                    + (type.equals("TXT") ? "\"" + value + "\"" : value + ".") + "'");
        }
        return lines;
    }

    private static List<String> states(AdminClient admin) throws IOException {
        List<String> states = new ArrayList<>();
        admin.get("dns/domains/acme.example")
                .get("items")
                .forEach(record -> states.add(record.get("state").asString()));
        return states;
    }

    private static String via(String domain, Server server) {
        return "[routing]\nvia = [\"" + domain + " [127.0.0.1]:" + server.port("smtp") + "\"]\n";
    }

    private void exchangeTheStage(Server server, AdminClient admin) throws Exception {
        Path jar = Server.home().resolve("../../../examples/antispam-stage/target/antispam-stage-0.1.0.jar");
        Signer author = new Signer(folder.resolve("keys"), "author");
        Path signed = author.sign(jar);
        assertThatThrownBy(() -> admin.update(signed)).hasMessageContaining("unknown-signer");
        admin.upload("trusted-signers", "application/x-pem-file", author.certificate());
        admin.update(signed);
        assertThat(trace(server, admin, "a lottery")).contains("1 word in the subject");
        admin.update(author.sign(Revision.of(jar, 7, folder.resolve("next"))));
        assertThat(version(admin)).isEqualTo("0.1.7");
        assertThat(trace(server, admin, "another lottery")).contains("1 word in the subject");
        admin.post("features/" + STAGE + "/rollback", Map.of());
        assertThat(version(admin)).isEqualTo("0.1.0");
    }

    private static String version(AdminClient admin) throws IOException {
        for (JsonNode feature : admin.get("features").get("items")) {
            if (feature.get("name").asString().equals(STAGE)) {
                return feature.get("version").asString();
            }
        }
        return "";
    }

    private static String trace(Server server, AdminClient admin, String subject) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
            client.hello();
            String reply = SmtpClient.expect(250, client.send("Subject: " + subject + "\r\n\r\nYou won.\r\n", ANN))
                    .text();
            return admin.get("trace/" + reply.replaceAll(".* ", "")).toString();
        }
    }

    private static void restoreTheAccount(Server server, AdminClient admin, Path copies, String copy)
            throws IOException {
        List<String> before = subjects(server, ANN, PASSWORD);
        try (JmapClient ann = new JmapClient(server.port("http"), ANN, PASSWORD, PATIENCE)) {
            JsonNode ids = ann.one("Email/query", "").get("ids");
            ann.one("Email/set", "\"destroy\":" + ids);
            assertThat(subjects(server, ANN, PASSWORD)).isEmpty();
            admin.post(
                    "store/accounts/" + ann.account() + "/restore-from-backup",
                    Map.of("folder", copies.toString(), "copy", copy));
        }
        assertThat(subjects(server, ANN, PASSWORD)).containsExactlyInAnyOrderElementsOf(before);
    }

    private static void submit(Server server, String from, String password, String to, String subject)
            throws IOException {
        String login = "\0" + from + "\0" + password;
        try (SmtpClient client = new SmtpClient(server.port("submission"), PATIENCE)) {
            client.hello();
            SmtpClient.expect(
                    235,
                    client.command("AUTH PLAIN "
                            + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8))));
            SmtpClient.expect(250, client.command("MAIL FROM:<" + from + ">"));
            SmtpClient.expect(250, client.command("RCPT TO:<" + to + ">"));
            SmtpClient.expect(354, client.command("DATA"));
            client.write("From: <" + from + ">\r\nTo: <" + to + ">\r\nSubject: " + subject + "\r\n\r\nText.\r\n.\r\n");
            SmtpClient.expect(250, client.reply());
        }
    }

    private static List<String> subjects(Server server, String user, String password) throws IOException {
        List<String> subjects = new ArrayList<>();
        try (JmapClient client = new JmapClient(server.port("http"), user, password, PATIENCE)) {
            JsonNode ids = client.one("Email/query", "").get("ids");
            client.one("Email/get", "\"ids\":" + ids + ",\"properties\":[\"subject\"]")
                    .get("list")
                    .forEach(email -> subjects.add(email.get("subject").asString()));
        }
        return subjects;
    }

    /** What alice's server found out about the sender of a message. */
    private static String found(Server world, String subject) throws IOException {
        try (JmapClient alice = new JmapClient(world.port("http"), ALICE, "demo", PATIENCE)) {
            JsonNode ids = alice.one("Email/query", "").get("ids");
            for (JsonNode email : alice.one(
                            "Email/get",
                            "\"ids\":" + ids + ",\"properties\":[\"subject\",\"header:Authentication-Results:asRaw\"]")
                    .get("list")) {
                if (email.get("subject").asString().equals(subject)) {
                    return email.get("header:Authentication-Results:asRaw").asString();
                }
            }
            return "";
        }
    }

    private static List<String> admin(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Server.home().resolve("admin") + "/*",
                "org.mailbay.admin.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Parts that are told something new are away for a moment: what fails is asked again. */
    private static void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String last = "";
        while (true) {
            try {
                if (condition.isMet()) {
                    return;
                }
            } catch (IOException e) {
                last = e.toString();
            }
            assertThat(System.nanoTime()).as(what + " " + last).isLessThan(deadline);
            Thread.sleep(200);
        }
    }

    /** What is waited for. */
    private interface Condition {
        boolean isMet() throws IOException;
    }
}

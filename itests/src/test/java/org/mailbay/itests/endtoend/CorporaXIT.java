package org.mailbay.itests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/**
 * Real messages, good and odd ones, go in over SMTP and come back over JMAP: every byte, every header field, every part.
 *
 * <p>They are looked for below the folder that {@code MAILBAY_CORPORA} names. Whether their structure is the right one is what bundle {@code
 * mime} compares with another parser; here the server must agree with itself and with what was sent.
 */
final class CorporaXIT {
    private static final String ALICE = "alice@example.test";
    private static final int PATIENCE = 60_000;
    private static final int PAGE = 50;
    /** What the server puts before a message: whose it is, where it came from, what was thought of it. */
    private static final Pattern TRACE =
            Pattern.compile("\\AReturn-Path: <[^\r]*>\r\nReceived: [^\r]*\r\n([ \t][^\r]*\r\n)*"
                    + "(?:Authentication-Results: [^\r]*\r\n([ \t][^\r]*\r\n)*)?(?:X-Spam-Status: [^\r]*\r\n)?");
    /** Fields of which only the server's own is kept: RFC 5321 §4.4, and what others thought of the message. */
    private static final Pattern FOREIGN = Pattern.compile(
            "^(?:Return-Path|X-Spam-Status|X-Spam-Flag)[ \t]*:[^\r]*\r\n(?:[ \t][^\r]*\r\n)*",
            Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \t]*:.*");

    private final Set<String> complaints = new HashSet<>();
    private int parts;
    private int headers;

    private static List<Path> messages() throws IOException {
        String folder = System.getProperty("mailbay.corpora", System.getenv("MAILBAY_CORPORA"));
        assumeTrue(folder != null && !folder.isEmpty(), "MAILBAY_CORPORA names no folder of messages");
        try (var files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.getFileName().toString().matches(".*\\.(txt|msg|eml)"))
                    .filter(file -> !file.getFileName().toString().contains("_decoded"))
                    .sorted()
                    .toList();
        }
    }

    /** Its bytes as characters, with the line ends that SMTP wants and without the line that a mail folder puts before it. */
    private static String read(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        String lines = text.replaceAll("\r\n|\r|\n", "\r\n").replaceFirst("\\AFrom [^\r]*\r\n", "");
        return lines.endsWith("\r\n") ? lines : lines + "\r\n";
    }

    @Test
    void everyMessageComesBackAsItWasSent(@TempDir Path data) throws IOException, InterruptedException {
        List<Path> files = messages();
        Map<String, Integer> sent = new HashMap<>();
        try (Server server = Server.start(data, "--demo")) {
            int demo;
            try (JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE)) {
                demo = alice.one("Email/query", "").get("ids").size();
            }
            try (SmtpClient client = new SmtpClient(server.port("smtp"), PATIENCE)) {
                client.hello();
                for (int i = 0; i < files.size(); i++) {
                    String message = read(files.get(i));
                    SmtpClient.Reply reply = i % 2 == 0 ? data(client, message) : chunk(client, message);
                    assertThat(reply.code()).as(files.get(i) + ": " + reply).isEqualTo(250);
                    sent.merge(expected(message), 1, Integer::sum);
                }
            }
            readBack(server, sent, demo);
            System.out.println(
                    files.size() + " messages, " + headers + " header fields and " + parts + " parts compared");
            assertThat(complaints).isEmpty();
            assertThat(server.output()).noneMatch(line -> line.contains("level=error"));
            assertThat(server.stop()).isZero();
        }
    }

    /** The message as it is to come back, without what the server puts before it. */
    private static String expected(String message) {
        int end = message.startsWith("\r\n") ? 0 : message.indexOf("\r\n\r\n") + 2;
        return FOREIGN.matcher(message.substring(0, end)).replaceAll("") + message.substring(end);
    }

    private static SmtpClient.Reply data(SmtpClient client, String message) throws IOException {
        begin(client);
        SmtpClient.expect(354, client.command("DATA"));
        // RFC 5321 §4.5.2
        String stuffed = ("\r\n" + message).replace("\r\n.", "\r\n..").substring(2);
        client.write((stuffed + ".\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return client.reply();
    }

    private static SmtpClient.Reply chunk(SmtpClient client, String message) throws IOException {
        begin(client);
        client.write("BDAT " + message.length() + " LAST\r\n");
        client.write(message.getBytes(StandardCharsets.ISO_8859_1));
        return client.reply();
    }

    private static void begin(SmtpClient client) throws IOException {
        SmtpClient.expect(250, client.command("MAIL FROM:<a@elsewhere.test> BODY=8BITMIME"));
        SmtpClient.expect(250, client.command("RCPT TO:<" + ALICE + ">"));
    }

    /** Everything that was sent is found once for each time it was, and nothing else but what was there before. */
    private void readBack(Server server, Map<String, Integer> sent, int demo) throws IOException {
        Map<String, Integer> missing = new HashMap<>(sent);
        int others = 0;
        try (JmapClient alice = new JmapClient(server.port("http"), ALICE, "demo", PATIENCE)) {
            JsonNode list = page(alice, 0);
            for (int position = PAGE; !list.isEmpty(); position += PAGE) {
                for (JsonNode email : list) {
                    String raw =
                            new String(alice.download(email.get("blobId").asString()), StandardCharsets.ISO_8859_1);
                    check(email.get("size").asInt() == raw.length(), email, "size");
                    String message = TRACE.matcher(raw).replaceFirst("");
                    if (missing.containsKey(message)) {
                        missing.merge(message, -1, (a, b) -> a + b == 0 ? null : a + b);
                        compareHeader(email, raw);
                        compareParts(alice, email);
                    } else {
                        others++;
                    }
                }
                list = page(alice, position);
            }
        }
        assertThat(missing.values()).as("messages that did not come back").isEmpty();
        assertThat(others).as("messages that nobody sent").isEqualTo(demo);
    }

    private static JsonNode page(JmapClient client, int position) throws IOException {
        return client.call(
                        "[[\"Email/query\",{\"accountId\":\"ACCOUNT\",\"position\":" + position + ",\"limit\":" + PAGE
                                + "},\"q\"],[\"Email/get\",{\"accountId\":\"ACCOUNT\",\"#ids\":{\"resultOf\":\"q\",\"name\":\"Email/query\","
                                + "\"path\":\"/ids\"},\"properties\":[\"id\",\"blobId\",\"size\",\"headers\",\"subject\",\"from\",\"preview\","
                                + "\"bodyStructure\",\"textBody\",\"htmlBody\",\"attachments\",\"bodyValues\",\"hasAttachment\"],"
                                + "\"fetchAllBodyValues\":true},\"g\"]]")
                .at("/1/1/list");
    }

    /** Fields as they stand in the message, where all of them are fields. */
    private void compareHeader(JsonNode email, String raw) {
        List<String> fields = new ArrayList<>();
        for (String line :
                raw.substring(0, Math.max(0, raw.indexOf("\r\n\r\n"))).split("\r\n")) {
            if (!fields.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"))) {
                fields.add(fields.removeLast() + "\r\n" + line);
            } else if (FIELD.matcher(line).matches()) {
                fields.add(line);
            } else {
                return;
            }
        }
        JsonNode told = email.get("headers");
        check(told.size() == fields.size(), email, "number of header fields, not " + fields.size());
        for (int i = 0; i < Math.min(fields.size(), told.size()); i++) {
            String field = fields.get(i);
            int colon = field.indexOf(':');
            headers++;
            check(
                    told.get(i)
                            .get("name")
                            .asString()
                            .equals(field.substring(0, colon).stripTrailing()),
                    email,
                    "name of " + field);
            boolean plain = field.chars().allMatch(c -> c > 0 && c < 128);
            check(
                    !plain || told.get(i).get("value").asString().equals(field.substring(colon + 1)),
                    email,
                    "value of " + field);
        }
    }

    private void compareParts(JmapClient client, JsonNode email) throws IOException {
        Set<String> ids = new HashSet<>();
        leaves(client, email, email.get("bodyStructure"), ids);
        for (String list : new String[] {"textBody", "htmlBody", "attachments"}) {
            for (JsonNode part : email.get(list)) {
                check(ids.contains(part.get("partId").asString()), email, list + " names a part that is not there");
            }
        }
        for (JsonNode part : email.get("textBody")) {
            boolean text = part.get("type").asString().startsWith("text/");
            check(!text || email.get("bodyValues").has(part.get("partId").asString()), email, "a text without value");
        }
    }

    private void leaves(JmapClient client, JsonNode email, JsonNode part, Set<String> ids) throws IOException {
        JsonNode below = part.get("subParts");
        if (below != null && !below.isNull() && part.get("type").asString().startsWith("multipart/")) {
            for (JsonNode child : below) {
                leaves(client, email, child, ids);
            }
            return;
        }
        parts++;
        ids.add(part.get("partId").asString());
        byte[] content = client.download(part.get("blobId").asString());
        check(content.length == part.get("size").asInt(), email, "a part of " + content.length + " bytes: " + part);
    }

    private void check(boolean right, JsonNode email, String what) {
        if (!right && complaints.size() < 20) {
            complaints.add(what + " (" + email.get("subject") + ", " + email.get("id") + ")");
        }
    }
}

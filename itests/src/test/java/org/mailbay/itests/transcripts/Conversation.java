package org.mailbay.itests.transcripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.mailbay.itests.client.HttpConnection;
import org.mailbay.itests.client.HttpConnection.Answer;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One transcript as it is being run, with its own users and what it has captured. */
final class Conversation implements AutoCloseable {
    private static final int PATIENCE = 30_000;
    private static final long EVENTUALLY_SECONDS = 15;

    private final Server server;
    private final Users users;
    private final Variables variables;
    private final Expectation expectation;
    private final Live live;
    private Call last;
    private Answer answer;

    Conversation(Server server, Users users, PushReceiver pushes) throws GeneralSecurityException {
        this.server = server;
        this.users = users;
        this.variables = users.variables();
        this.expectation = new Expectation(variables);
        this.live = new Live(server, users, expectation, pushes);
    }

    /** Runs the blocks of a scene in order. */
    void run(List<Block> blocks) throws IOException, InterruptedException {
        last = null;
        for (Block block : blocks) {
            switch (block.kind() + " " + block.word()) {
                case "json request" -> send(api(block));
                case "http request" -> send(Call.of(block, variables));
                case "json response", "http response" -> expect(block);
                case "eml deliver" -> deliver(block);
                case "eml upload" -> upload(block);
                default -> live.run(block);
            }
        }
    }

    @Override
    public void close() throws IOException {
        live.close();
    }

    private Call api(Block block) {
        JsonNode given = variables.in(parse(block));
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        if (given instanceof ArrayNode calls) {
            ArrayNode using = request.putArray("using");
            users.capabilities().forEach(using::add);
            ArrayNode all = request.putArray("methodCalls");
            if (!calls.isEmpty() && calls.get(0).isString()) {
                all.add(call(calls, 0)); // one call
            } else {
                for (int i = 0; i < calls.size(); i++) {
                    all.add(call((ArrayNode) calls.get(i), i));
                }
            }
        } else {
            request = (ObjectNode) given;
        }
        byte[] body = JsonMapper.shared().writeValueAsBytes(request);
        String bytes = block.options().get("bytes");
        if (bytes != null) {
            int length = Integer.parseInt(variables.in(bytes));
            assertThat(body.length).as(block.where() + ": is longer already").isLessThanOrEqualTo(length);
            int before = body.length;
            body = Arrays.copyOf(body, length);
            Arrays.fill(body, before, length, (byte) ' ');
        }
        return new Call("POST", "/jmap/api", Map.of("Content-Type", "application/json"), body, block);
    }

    /** A call's id may be left out: it is then its number. */
    private static ArrayNode call(ArrayNode call, int number) {
        if (call.size() == 2) {
            call.add(Integer.toString(number));
        }
        return call;
    }

    private void send(Call call) throws IOException {
        last = call;
        Map<String, String> fields = new LinkedHashMap<>(call.fields());
        String as = call.block().options().getOrDefault("as", "user");
        if (!as.equals("nobody") && !fields.containsKey("Authorization")) {
            fields.put("Authorization", users.authorization(as));
        }
        try (HttpConnection http = new HttpConnection(server.port("http"), PATIENCE)) {
            answer = http.send(call.method(), call.path(), fields, call.body());
        }
        if (call.block().is("json", "request") && !call.block().options().containsKey("status")) {
            assertThat(answer.status())
                    .as(call.block().where() + ": " + answer.text())
                    .isEqualTo(200);
        }
    }

    private void expect(Block block) throws IOException, InterruptedException {
        if (last == null) {
            fail(block.where() + ": a response without a request");
        }
        List<String> differences = differences(block);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(EVENTUALLY_SECONDS);
        while (!differences.isEmpty() && block.options().containsKey("eventually") && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(50);
            send(last);
            differences = differences(block);
        }
        if (!differences.isEmpty()) {
            fail(block.where() + "\n  " + String.join("\n  ", differences) + "\nthe whole answer: " + answer.status()
                    + " " + answer.fields() + "\n" + answer.text());
        }
    }

    private List<String> differences(Block block) {
        Map<String, JsonNode> known = variables.known();
        List<String> differences = block.kind().equals("json") ? jsonDifferences(block) : httpDifferences(block);
        if (!differences.isEmpty()) {
            variables.restore(known);
        }
        return differences;
    }

    private List<String> jsonDifferences(Block block) {
        String status = block.options().get("status");
        if (status != null && answer.status() != Integer.parseInt(status)) {
            return List.of("expected status " + status + " but was " + answer.status());
        }
        JsonNode expected = parse(block);
        JsonNode actual = answer.json();
        if (expected instanceof ArrayNode calls) {
            actual = actual.get("methodResponses");
            if (!calls.isEmpty()
                    && calls.get(0).isString()
                    && calls.size() > 1
                    && calls.get(1).isObject()) {
                expected = JsonNodeFactory.instance.arrayNode().add(call(calls, 0));
            } else {
                for (int i = 0; i < calls.size(); i++) {
                    if (calls.get(i) instanceof ArrayNode call) {
                        call(call, i);
                    }
                }
            }
        }
        return expectation.differences(expected, actual);
    }

    private List<String> httpDifferences(Block block) {
        String[] parts = block.text().split("\n\n", 2);
        String[] head = parts[0].split("\n");
        List<String> differences = new ArrayList<>();
        int status = Integer.parseInt(head[0].replaceFirst("^HTTP/\\S+ ", "").split(" ")[0]);
        if (status != answer.status()) {
            differences.add("expected status " + status + " but was " + answer.status());
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        ObjectNode actual = JsonNodeFactory.instance.objectNode();
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(':');
            fields.put(
                    head[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    head[i].substring(colon + 1).strip());
        }
        answer.fields().forEach(actual::put);
        differences.addAll(expectation.differences(fields, actual));
        if (parts.length == 2) {
            differences.addAll(body(parts[1]));
        }
        return differences;
    }

    private List<String> body(String expected) {
        if (expected.startsWith("{")
                && String.valueOf(answer.fields().get("content-type")).contains("json")) {
            return expectation.differences(JsonMapper.shared().readTree(expected), answer.json());
        }
        String text = answer.text().replace("\r\n", "\n");
        return expectation.differences(
                JsonNodeFactory.instance.stringNode(expected), JsonNodeFactory.instance.stringNode(text));
    }

    private void deliver(Block block) throws IOException {
        String to = users.address(block.options().getOrDefault("to", "user"));
        try (SmtpClient smtp = new SmtpClient(server.port("smtp"), PATIENCE)) {
            smtp.hello();
            SmtpClient.expect(250, smtp.send(message(block), to));
            SmtpClient.expect(221, smtp.command("QUIT"));
        }
    }

    private void upload(Block block) throws IOException {
        String as = block.options().getOrDefault("as", "user");
        Call call = new Call(
                "POST",
                "/jmap/upload/" + users.account(as),
                Map.of("Content-Type", "message/rfc822"),
                message(block).getBytes(StandardCharsets.UTF_8),
                block);
        send(call);
        assertThat(answer.status()).as(block.where() + ": " + answer.text()).isEqualTo(201);
        variables.put(
                block.options().getOrDefault("name", "blob"), answer.json().get("blobId"));
    }

    private String message(Block block) {
        return variables.in(block.text()).replace("\n", "\r\n") + "\r\n";
    }

    private static JsonNode parse(Block block) {
        try {
            return JsonMapper.shared().readTree(block.text());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(block.where() + ": " + e.getMessage(), e);
        }
    }
}

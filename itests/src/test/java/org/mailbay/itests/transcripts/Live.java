package org.mailbay.itests.transcripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mailbay.itests.client.EventStream;
import org.mailbay.itests.client.JmapSocket;
import org.mailbay.itests.server.Server;
import org.mailbay.itests.transcripts.PushReceiver.Push;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The blocks of a transcript that are about what the server says by itself: event sources, WebSockets, pushes. */
final class Live implements AutoCloseable {
    private static final int PATIENCE = 20_000;

    private final Server server;
    private final Users users;
    private final Variables variables;
    private final Expectation expectation;
    private final PushReceiver pushes;
    private final Device device = new Device();
    private final Map<String, EventStream> events = new LinkedHashMap<>();
    private final Map<String, JmapSocket> sockets = new LinkedHashMap<>();

    Live(Server server, Users users, Expectation expectation, PushReceiver pushes) throws GeneralSecurityException {
        this.server = server;
        this.users = users;
        this.variables = users.variables();
        this.expectation = expectation;
        this.pushes = pushes;
        variables.put("pushUrl", pushes.origin() + "/" + users.address("user").split("@")[0]);
        variables.put("p256dh", device.p256dh());
        variables.put("auth", device.auth());
    }

    /** What came, or null when nothing did. */
    @FunctionalInterface
    private interface Source {
        JsonNode next() throws IOException, InterruptedException;
    }

    /** Runs a block that is of this kind. */
    void run(Block block) throws IOException, InterruptedException {
        String name = block.options().getOrDefault("name", "");
        switch (block.kind() + " " + block.word()) {
            case "http stream" -> open(name, block);
            case "event receive" -> {
                for (String event : block.text().split("\n\n")) {
                    expect(block, event(event), () -> nextEvent(name));
                }
            }
            case "websocket open" -> {
                JmapSocket before = sockets.put(
                        name,
                        new JmapSocket(
                                server.port("http"),
                                users.authorization(block.options().getOrDefault("as", "user")),
                                PATIENCE));
                if (before != null) {
                    before.close();
                }
            }
            case "json send" -> send(name, block);
            case "json receive" -> expect(block, json(block.text()), () -> nextMessage(name));
            case "push receive" -> push(block);
            case "push none" -> {
                String path = path(variables.in(block.text()));
                assertThat(pushes.next(path, false)).as(block.where()).isNull();
            }
            default -> throw new IllegalStateException(block.where());
        }
    }

    private void open(String name, Block block) throws IOException {
        Call call = Call.of(block, variables);
        Map<String, String> fields = new LinkedHashMap<>(call.fields());
        fields.putIfAbsent("Authorization", users.authorization(block.options().getOrDefault("as", "user")));
        EventStream before = events.put(name, new EventStream(server.port("http"), call.path(), fields, PATIENCE));
        if (before != null) {
            before.close();
        }
    }

    private void send(String name, Block block) throws IOException, InterruptedException {
        String text = variables.in(block.text());
        if (block.options().containsKey("binary")) {
            sockets.get(name).sendBytes(text.getBytes(StandardCharsets.UTF_8));
        } else {
            sockets.get(name).send(text);
        }
    }

    /** Takes what comes until it is what is expected: the next, or with {@code eventually} a later one. */
    private void expect(Block block, JsonNode expected, Source source) throws IOException, InterruptedException {
        List<String> seen = new ArrayList<>();
        while (true) {
            JsonNode actual;
            try {
                actual = source.next();
            } catch (IOException e) {
                fail(block.where() + "\n  " + e + " after\n  " + String.join("\n  ", seen));
                return;
            }
            Map<String, JsonNode> known = variables.known();
            List<String> differences = expectation.differences(expected, actual);
            if (differences.isEmpty()) {
                return;
            }
            variables.restore(known);
            seen.add(actual.toString());
            if (!block.options().containsKey("eventually")) {
                fail(block.where() + "\n  " + String.join("\n  ", differences) + "\nwhat came: " + actual);
            }
        }
    }

    /** {@code event}, {@code id} if it has one, {@code data}. */
    private JsonNode nextEvent(String name) throws IOException {
        EventStream.Event event = events.get(name).next();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("event", event.name());
        if (!event.id().isEmpty()) {
            json.put("id", event.id());
        }
        json.set("data", event.data());
        return json;
    }

    /** The next message of a WebSocket; {@code {"closed": "1003"}} when it ends instead. */
    private JsonNode nextMessage(String name) throws IOException, InterruptedException {
        try {
            return sockets.get(name).next();
        } catch (JmapSocket.Closed closed) {
            return JsonNodeFactory.instance.objectNode().put("closed", closed.getMessage());
        }
    }

    private static ObjectNode event(String text) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        for (String line : text.split("\n")) {
            fields(event, line);
        }
        return event;
    }

    private static void fields(ObjectNode to, String line) {
        int colon = line.indexOf(':');
        String value = line.substring(colon + 1).strip();
        to.set(
                line.substring(0, colon).toLowerCase(Locale.ROOT),
                value.startsWith("{") ? json(value) : JsonNodeFactory.instance.stringNode(value));
    }

    private void push(Block block) throws IOException, InterruptedException {
        String[] parts = block.text().split("\n\n", 2);
        String[] head = parts[0].split("\n");
        String path = path(variables.in(head[0]));
        ObjectNode expected = JsonNodeFactory.instance.objectNode();
        for (int i = 1; i < head.length; i++) {
            fields(expected, head[i]);
        }
        expected.set("body", json(parts[1]));
        expect(block, expected, () -> {
            Push push = pushes.next(path, true);
            if (push == null) {
                throw new IOException("nothing was pushed to " + path);
            }
            ObjectNode actual = JsonNodeFactory.instance.objectNode();
            push.fields().forEach(actual::put);
            actual.set("body", JsonMapper.shared().readTree(body(push)));
            return actual;
        });
    }

    private byte[] body(Push push) throws IOException {
        try {
            return "aes128gcm".equals(push.fields().get("content-encoding")) ? device.read(push.body()) : push.body();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Of {@code POST https://localhost:1234/a/b}. */
    private static String path(String requestLine) {
        return requestLine.strip().replaceFirst("^POST https://[^/]+", "");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Override
    public void close() throws IOException {
        for (EventStream stream : events.values()) {
            stream.close();
        }
        sockets.values().forEach(JmapSocket::close);
    }
}

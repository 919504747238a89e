package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.jmap.core.HttpRig.json;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** RFC 8887 with the JDK's client. */
@Timeout(60)
class WebSocketTest {
    private HttpRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new HttpRig(Map.of(
                "maxSizeRequestBytes", 100_000L, "maxConcurrentRequests", 3, "turnSeconds", 1, "maxWebSockets", 3));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private SocketClient open() {
        return new SocketClient(rig.client, rig.at("/jmap/ws"), HttpRig.basic("alice@example.test", "demo"));
    }

    private static String request(String id, String call) {
        return "{'@type':'Request','id':'" + id + "','using':['urn:ietf:params:jmap:core','" + Notes.URN
                + "'],'methodCalls':[" + call + "]}";
    }

    private static String echo(String id) {
        return request(id, "['Core/echo',{'of':'" + id + "'},'0']");
    }

    @Test
    void rfc8887_3_capability() throws Exception {
        JsonNode socket = json(rig.send(rig.ask("/jmap/session"))).at("/capabilities/urn:ietf:params:jmap:websocket");
        assertThat(socket.get("url").asString())
                .isEqualTo(rig.at("/jmap/ws").toString().replace("http:", "ws:"));
        assertThat(socket.get("supportsPush").asBoolean()).isTrue();
    }

    private RawSocket shake(String without, String... with) throws IOException {
        List<String> headers = new ArrayList<>(RawSocket.GOOD);
        headers.removeIf(header -> header.startsWith(without + ":"));
        headers.addAll(List.of(with));
        return new RawSocket(rig.at("/jmap/ws"), headers);
    }

    private void isRefused(int status, String without, String... with) throws IOException {
        try (RawSocket raw = shake(without, with)) {
            assertThat(raw.status()).isEqualTo(status);
            assertThat(raw.header("Content-Type")).startsWith("application/problem+json");
        }
    }

    @Test
    void rfc8887_4_1_otherHandshakesAreRefused() throws Exception {
        HttpResponse<String> plain = rig.send(rig.ask("/jmap/ws"));
        assertThat(plain.statusCode()).isEqualTo(426);
        assertThat(plain.headers().firstValue("Upgrade")).hasValue("websocket");
        isRefused(401, "Authorization");
        isRefused(400, "Sec-WebSocket-Protocol");
        isRefused(400, "Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol: chat, xjmap");
        isRefused(426, "Sec-WebSocket-Version", "Sec-WebSocket-Version: 8");
        isRefused(426, "Upgrade");
        isRefused(403, "", "Origin: https://strange.example");
        try (RawSocket raw = shake("Sec-WebSocket-Key")) {
            assertThat(raw.status()).isEqualTo(400);
        }
        assertThat(rig.servlet.execute().toString()).contains("0 WebSockets");
        try (RawSocket raw = shake("Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol: chat, jmap")) {
            assertThat(raw.status()).isEqualTo(101);
            assertThat(raw.header("Sec-WebSocket-Protocol")).isEqualTo("jmap");
            assertThat(raw.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            assertThat(raw.header("Sec-WebSocket-Extensions")).isEmpty();
        }
        try (RawSocket raw = shake(
                "",
                "Origin: http://127.0.0.1",
                "Sec-WebSocket-Extensions: fragment, permessage-deflate; client_max_window_bits")) {
            assertThat(raw.status()).isEqualTo(101);
            assertThat(raw.header("Sec-WebSocket-Extensions").replace(" ", ""))
                    .contains("permessage-deflate", "server_no_context_takeover", "client_no_context_takeover")
                    .doesNotContain("fragment");
        }
    }

    @Test
    void thereAreNotTooMany() throws Exception {
        try (RawSocket a = shake("");
                RawSocket b = shake("");
                RawSocket c = shake("")) {
            assertThat(List.of(a.status(), b.status(), c.status())).containsOnly(101);
            isRefused(429, "");
            a.send(0x88, new byte[] {3, (byte) 0xe8});
            assertThat(a.closed()).isEqualTo(1000);
            HttpRig.await(() -> rig.servlet.execute().toString().contains("2 WebSockets"));
            try (RawSocket again = shake("")) {
                assertThat(again.status()).isEqualTo(101);
            }
        }
    }

    @Test
    void rfc6455_brokenFramesEndTheConversation() throws Exception {
        try (RawSocket raw = shake("")) {
            raw.send(0x81, false, 2, new byte[] {'{', '}'});
            assertThat(raw.closed()).as("unmasked").isEqualTo(1002);
        }
        try (RawSocket raw = shake("")) {
            raw.send(0x80, new byte[] {'{', '}'});
            assertThat(raw.closed()).as("continuation of nothing").isEqualTo(1002);
        }
        try (RawSocket raw = shake("")) {
            raw.send(0xc1, new byte[] {'{', '}'});
            assertThat(raw.closed()).as("reserved bit").isEqualTo(1002);
        }
        try (RawSocket raw = shake("")) {
            raw.send(0x09, new byte[] {1});
            assertThat(raw.closed()).as("ping in pieces").isEqualTo(1002);
        }
        try (RawSocket raw = shake("")) {
            raw.send(0x83, new byte[] {1});
            assertThat(raw.closed()).as("unknown opcode").isEqualTo(1002);
        }
        try (RawSocket raw = shake("")) {
            raw.send(0x81, new byte[] {'"', (byte) 0xff, '"'});
            assertThat(raw.closed()).as("no UTF-8").isEqualTo(1007);
        }
        try (RawSocket raw = shake("")) {
            raw.send(0x81, true, Long.MAX_VALUE, new byte[1000]);
            int code = raw.closed();
            assertThat(code).as("a frame without end").isEqualTo(1009);
        }
    }

    @Test
    void piecesAndPingsMayMix() throws Exception {
        try (RawSocket raw = shake("")) {
            raw.send(0x01, "{\"@type\":\"Request\",\"id\":\"".getBytes(StandardCharsets.UTF_8));
            raw.send(0x89, new byte[] {7});
            assertThat(raw.frame()).containsExactly((byte) 0x8a, 7);
            raw.send(0x00, new byte[] {(byte) 0xc3});
            raw.send(0x80, "\u00a4\",\"using\":[],\"methodCalls\":[]}".getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new String(raw.frame(), StandardCharsets.UTF_8)).contains("\"requestId\":\"\u00e4\"");
        }
    }

    @Test
    void requestsAreAnswered() throws Exception {
        SocketClient client = open();
        client.send(echo("R1"));
        JsonNode answer = client.next();
        assertThat(answer.get("@type").asString()).isEqualTo("Response");
        assertThat(answer.get("requestId").asString()).isEqualTo("R1");
        assertThat(answer.at("/methodResponses/0/1/of").asString()).isEqualTo("R1");
        assertThat(answer.get("sessionState").asString()).isNotEmpty();
        client.send("{'@type':'Request','using':['urn:ietf:params:jmap:core'],'methodCalls':[]}");
        assertThat(client.next().has("requestId")).isFalse();
        client.socket.sendClose(1000, "bye").join();
        assertThat(client.code()).isEqualTo(1000);
    }

    @Test
    void rfc8887_4_3_4_requestErrors() throws Exception {
        SocketClient client = open();
        client.send("{'@type':'Request','id':'R1','using':['urn:x'],'methodCalls':[]}");
        JsonNode unknown = client.next();
        assertThat(unknown.get("@type").asString()).isEqualTo("RequestError");
        assertThat(unknown.get("requestId").asString()).isEqualTo("R1");
        assertThat(unknown.get("type").asString()).isEqualTo("urn:ietf:params:jmap:error:unknownCapability");
        assertThat(unknown.get("status").asInt()).isEqualTo(400);
        client.send("no json");
        JsonNode broken = client.next();
        assertThat(broken.get("type").asString()).isEqualTo("urn:ietf:params:jmap:error:notJSON");
        assertThat(broken.has("requestId")).isFalse();
        client.send(echo("R2"));
        assertThat(client.next().get("requestId").asString()).as("it goes on").isEqualTo("R2");
        client.socket.abort();
    }

    @Test
    void theSizeOfARequestIsLimitedExactly() throws Exception {
        SocketClient client = open();
        String text = echo("R1");
        client.send(text + " ".repeat(100_000 - text.length()));
        assertThat(client.next().get("requestId").asString()).isEqualTo("R1");
        client.send(text + " ".repeat(100_001 - text.length()));
        JsonNode refused = client.next();
        assertThat(refused.get("type").asString()).isEqualTo("urn:ietf:params:jmap:error:limit");
        assertThat(refused.get("limit").asString()).isEqualTo("maxSizeRequest");
        for (String part : new String[] {"{'@type':'Request',", "'id':'R3','using':[],", "'methodCalls':[]}"}) {
            client.socket.sendText(part.replace('\'', '"'), part.endsWith("]}")).join();
        }
        assertThat(client.next().get("requestId").asString()).as("in pieces").isEqualTo("R3");
        client.socket.abort();
    }

    @Test
    void whatIsEndlessOrNoTextEndsTheConversation() throws Exception {
        SocketClient endless = open();
        String piece = " ".repeat(1 << 20);
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20; i++) {
                endless.socket.sendText(piece, false).join();
            }
        });
        assertThat(endless.code()).isEqualTo(1009);
        sent.exceptionally(_ -> null).join();
        SocketClient binary = open();
        binary.socket.sendBinary(ByteBuffer.wrap(new byte[] {1}), true).join();
        assertThat(binary.code()).isEqualTo(1003);
    }

    @Test
    void pingsAreAnswered() throws Exception {
        SocketClient client = open();
        client.socket.sendPing(ByteBuffer.wrap(new byte[] {1, 2})).join();
        client.send(echo("R1"));
        client.next();
        assertThat(client.pong.get(10, TimeUnit.SECONDS)).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        client.socket.abort();
    }

    private String state(JsonNode change) {
        assertThat(change.get("@type").asString()).isEqualTo("StateChange");
        return change.at("/changed/" + rig.alice.id() + "/Note").asString();
    }

    @Test
    void rfc8887_4_3_5_push() throws Exception {
        SocketClient client = open();
        rig.write();
        client.send("{'@type':'WebSocketPushEnable','dataTypes':['Note']}");
        client.send(echo("R1"));
        assertThat(client.next().get("requestId").asString()).isEqualTo("R1");
        assertThat(client.isSilent()).as("no pushState, nothing missed").isTrue();
        long first = rig.write();
        JsonNode change = client.next();
        assertThat(state(change)).isEqualTo("" + first);
        String pushState = change.get("pushState").asString();
        client.socket.abort();

        long second = rig.write();
        SocketClient back = open();
        back.send("{'@type':'WebSocketPushEnable','dataTypes':null,'pushState':'" + pushState + "'}");
        assertThat(state(back.next())).as("what was missed").isEqualTo("" + second);
        back.send("{'@type':'WebSocketPushEnable','dataTypes':['Email']}");
        back.send(echo("R2"));
        back.next();
        rig.write();
        back.send("{'@type':'WebSocketPushEnable','dataTypes':null}");
        back.send(echo("R3"));
        assertThat(back.next().get("requestId").asString()).as("of no note").isEqualTo("R3");
        back.send("{'@type':'WebSocketPushDisable'}");
        back.send(echo("R4"));
        back.next();
        rig.write();
        back.send(echo("R5"));
        assertThat(back.next().get("requestId").asString()).as("no more").isEqualTo("R5");
        back.send("{'@type':'WebSocketPushEnable','dataTypes':null,'pushState':'99999999'}");
        assertThat(state(back.next())).as("a state that never was").isNotEmpty();
        back.socket.abort();
    }

    @Test
    void requestsOvertakeEachOtherUpToTheLimit() throws Exception {
        Slow slow = new Slow(2);
        rig.servlet.bindMethod(slow);
        SocketClient client = open();
        client.send(request("S1", "['Note/slow',{},'0']"));
        client.send(request("S2", "['Note/slow',{},'0']"));
        slow.inside.await();
        client.send(echo("R3"));
        assertThat(client.next().get("requestId").asString()).isEqualTo("R3");
        client.send(request("S4", "['Note/slow',{},'0']"));
        client.send(echo("R5"));
        JsonNode refused = client.next();
        assertThat(refused.get("limit").asString()).as("all places are taken").isEqualTo("maxConcurrentRequests");
        slow.go.countDown();
        client.send(echo("R6"));
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            rest.add(client.next().get("requestId").asString());
        }
        assertThat(rest).containsExactlyInAnyOrder("S1", "S2", "S4", "R6");
        client.socket.abort();
    }

    @Test
    void whoIsInsideIsAnsweredBeforeTheServletGoes() throws Exception {
        Slow slow = new Slow(1);
        rig.servlet.bindMethod(slow);
        SocketClient client = open();
        SocketClient idle = open();
        client.send(request("S1", "['Note/slow',{},'0']"));
        slow.inside.await();
        CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> rig.servlet.destroy());
        assertThat(idle.code()).isEqualTo(1012);
        assertThat(gone.isDone()).isFalse();
        assertThat(client.closed.isDone()).isFalse();
        slow.go.countDown();
        assertThat(client.next().get("requestId").asString()).isEqualTo("S1");
        assertThat(client.code()).isEqualTo(1012);
        gone.get(10, TimeUnit.SECONDS);
        assertThat(rig.servlet.execute().toString()).contains("0 WebSockets");
    }

    @Test
    void aPasswordThatWasChangedEndsTheConversation() throws Exception {
        SocketClient client = open();
        rig.password = "other";
        client.send(echo("R1"));
        JsonNode refused = client.next();
        assertThat(refused.get("status").asInt()).isEqualTo(401);
        assertThat(refused.get("requestId").asString()).isEqualTo("R1");
        assertThat(client.code()).isEqualTo(1008);
    }

    @Test
    void aRevokedCredentialEndsAnIdleConversation() throws Exception {
        SocketClient client = open();
        client.send(echo("R1"));
        assertThat(client.next().get("requestId").asString()).isEqualTo("R1");
        rig.revoked = true;
        assertThat(client.code()).isEqualTo(1008);
    }

    @Test
    void largeAnswersComeWhole() throws Exception {
        SocketClient client = open();
        String text = "ä".repeat(20_000);
        client.send(request("R1", "['Core/echo',{'a':'" + text + "','b':'" + text + "'},'0']"));
        assertThat(client.next().at("/methodResponses/0/1/b").asString()).isEqualTo(text);
        client.socket.abort();
    }
}

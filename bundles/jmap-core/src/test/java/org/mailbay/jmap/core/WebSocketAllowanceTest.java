package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What is refused for want of a place leaves the user as much room as before. */
@Timeout(60)
class WebSocketAllowanceTest {
    private HttpRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new HttpRig(Map.of("maxSizeRequestBytes", 100_000L, "maxConcurrentRequests", 1, "turnSeconds", 0));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static String request(String id, String method) {
        return "{'@type':'Request','id':'" + id + "','using':['urn:ietf:params:jmap:core','" + Notes.URN
                + "'],'methodCalls':[['" + method + "',{},'0']]}";
    }

    @Test
    void refusedMessagesAreForgotten() throws Exception {
        Slow slow = new Slow(1);
        rig.servlet.bindMethod(slow);
        SocketClient client =
                new SocketClient(rig.client, rig.at("/jmap/ws"), HttpRig.basic("alice@example.test", "demo"));
        client.send(request("S", "Note/slow"));
        slow.inside.await();
        String large = request("R", "Core/echo") + " ".repeat(40_000);
        for (int i = 0; i < 3; i++) {
            client.send(large);
            assertThat(client.next().get("limit").asString()).isEqualTo("maxConcurrentRequests");
        }
        slow.go.countDown();
        assertThat(client.next().get("requestId").asString()).isEqualTo("S");
        JsonNode answer;
        do { // the place is free a moment after the answer is there
            client.send(large);
            answer = client.next();
        } while (answer.has("limit"));
        assertThat(answer.get("requestId").asString()).isEqualTo("R");
        client.socket.abort();
    }
}

package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.jmap.core.HttpRig.json;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.testkit.MemoryStore;
import tools.jackson.databind.JsonNode;

/** RFC 8620 §6: the room for uploads that nothing refers to. */
class UploadRoomTest {
    private static HttpResponse<String> upload(HttpRig rig, int size, int first) throws Exception {
        byte[] bytes = new byte[size];
        bytes[0] = (byte) first;
        return rig.send(rig.ask("/jmap/upload/" + rig.alice.id()).POST(BodyPublishers.ofByteArray(bytes)));
    }

    private static int download(HttpRig rig, HttpResponse<String> uploaded) throws Exception {
        String blob = json(uploaded).get("blobId").asString();
        return rig.send(rig.ask("/jmap/download/" + rig.alice.id() + "/" + blob + "/x"))
                .statusCode();
    }

    @Test
    void theOldestMakesRoom() throws Exception {
        try (HttpRig rig = new HttpRig(Map.of(), new MemoryStore(Map.of("uploads", 2)))) {
            HttpResponse<String> first = upload(rig, 10, 1);
            HttpResponse<String> second = upload(rig, 10, 2);
            assertThat(download(rig, first)).isEqualTo(200);
            HttpResponse<String> third = upload(rig, 10, 3);
            assertThat(third.statusCode()).isEqualTo(201);
            assertThat(download(rig, first)).isEqualTo(404);
            assertThat(download(rig, second)).isEqualTo(200);
            assertThat(download(rig, third)).isEqualTo(200);
        }
    }

    @Test
    void whatHasNoRoomAtAllIsRefusedByName() throws Exception {
        try (HttpRig rig = new HttpRig(Map.of(), new MemoryStore(Map.of("uploadMegabytes", 1)))) {
            HttpResponse<String> small = upload(rig, 1_000_000, 1);
            assertThat(small.statusCode()).isEqualTo(201);
            HttpResponse<String> large = upload(rig, 1_000_001, 1);
            assertThat(large.statusCode()).isEqualTo(413);
            JsonNode problem = json(large);
            assertThat(problem.get("type").asString()).isEqualTo("urn:ietf:params:jmap:error:limit");
            assertThat(problem.get("limit").asString()).isEqualTo("uploadMegabytes");
            assertThat(download(rig, small)).isEqualTo(200);
        }
    }
}

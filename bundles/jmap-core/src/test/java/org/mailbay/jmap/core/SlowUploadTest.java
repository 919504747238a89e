package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An upload that takes its time. */
class SlowUploadTest {
    @ParameterizedTest
    @ValueSource(ints = {1_000, 300_000})
    @Timeout(60)
    void nobodyWhoReplacesTheStoreWaitsForIt(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        // Whoever holds a lease would be waited for, for longer than this test may take
        try (HttpRig rig = new HttpRig(Map.of("drainSeconds", 3_600));
                Socket socket = new Socket("127.0.0.1", rig.at("/").getPort())) {
            OutputStream out = socket.getOutputStream();
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            URI at = rig.at("/jmap/upload/" + rig.alice.id());
            out.write(String.join(
                            "\r\n",
                            "POST " + at.getPath() + " HTTP/1.1",
                            "Host: " + at.getAuthority(),
                            "Authorization: " + HttpRig.basic("alice@example.test", "demo"),
                            "Content-Length: " + size,
                            "Expect: 100-continue",
                            "Connection: close",
                            "",
                            "")
                    .getBytes(StandardCharsets.ISO_8859_1));
            assertThat(in.readLine()).as("the body is being read").startsWith("HTTP/1.1 100");
            assertThat(in.readLine()).isEmpty();
            out.write(bytes, 0, size / 2);
            rig.servlet.unbindStore(rig.memory.store());
            rig.servlet.bindStore(rig.memory.store());
            out.write(bytes, size / 2, size - size / 2);
            assertThat(in.readLine()).startsWith("HTTP/1.1 201");
            String line = in.readLine();
            while (!line.isEmpty()) {
                line = in.readLine();
            }
            // Not to the end of the stream: for Jetty keeps it for a while when 100-continue was asked for
            StringBuilder json = new StringBuilder();
            while (json.isEmpty() || json.charAt(json.length() - 1) != '}') {
                json.append((char) in.read());
            }
            JsonNode made = JsonMapper.shared().readTree(json.toString());
            HttpResponse<byte[]> back = rig.client.send(
                    rig.ask("/jmap/download/" + rig.alice.id() + "/"
                                    + made.get("blobId").asString() + "/x?accept=a/b")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(back.statusCode()).isEqualTo(200);
            assertThat(Arrays.equals(back.body(), bytes)).isTrue();
            if (size > 65_536) {
                assertThat(rig.uploads).as("nothing is left of it").isEmptyDirectory();
            }
        }
    }
}

package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.jmap.core.HttpRig.json;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.BlobId;
import org.mailbay.metrics.Metrics;
import tools.jackson.databind.JsonNode;

class JmapServletTest {
    private static final String ECHO =
            "{\"using\":[\"urn:ietf:params:jmap:core\"],\"methodCalls\":[[\"Core/echo\",{\"a\":1},\"0\"]]}";

    private HttpRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new HttpRig(Map.of("maxSizeUploadBytes", 100_000L, "maxSizeRequestBytes", 1_000_000L));
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private static void isProblem(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("application/problem+json"));
        assertThat(json(response).get("type").asString()).endsWith(type);
        assertThat(json(response).get("status").asInt()).isEqualTo(status);
    }

    @Test
    void rfc8620_2_session() throws Exception {
        for (String path : List.of("/.well-known/jmap", "/jmap/session")) {
            JsonNode session = json(rig.send(rig.ask(path)));
            assertThat(session.get("apiUrl").asString())
                    .isEqualTo(rig.at("/jmap/api").toString());
            assertThat(session.at("/capabilities/urn:ietf:params:jmap:core/maxSizeUpload")
                            .asInt())
                    .isEqualTo(100_000);
            assertThat(session.at("/primaryAccounts/" + Notes.URN).asString())
                    .isEqualTo(rig.alice.id().toString());
            assertThat(session.at("/accounts/" + rig.alice.id() + "/accountCapabilities/" + Notes.URN)
                            .isObject())
                    .isTrue();
            JsonNode response = json(rig.api("application/json", BodyPublishers.ofString(ECHO)));
            assertThat(response.get("sessionState")).isEqualTo(session.get("state"));
        }
    }

    @Test
    void rfc8620_8_2_logIn() throws Exception {
        for (String header : new String[] {
            "Basic",
            "Basic !!!",
            "Basic " + "YTo=",
            HttpRig.basic("alice", "no"),
            "Bearer no",
            "Digest x",
            "Basic 4pyT",
            HttpRig.basic("", "demo"),
            HttpRig.basic("alice", "x".repeat(2000))
        }) {
            HttpResponse<String> response =
                    rig.send(HttpRequest.newBuilder(rig.at("/jmap/session")).header("Authorization", header));
            isProblem(response, 401, "about:blank");
            assertThat(response.headers().allValues("WWW-Authenticate")).hasSize(2);
        }
        isProblem(rig.send(HttpRequest.newBuilder(rig.at("/jmap/session"))), 401, "about:blank");
        assertThat(rig.send(HttpRequest.newBuilder(rig.at("/jmap/session")).header("Authorization", "bearer demo"))
                        .statusCode())
                .isEqualTo(200);
    }

    /** Also on a connection that was open before. */
    @Test
    void whoFailedTooOftenWaits() throws Exception {
        assertThat(rig.send(rig.ask("/jmap/session")).statusCode()).isEqualTo(200);
        rig.blocked = Duration.ofSeconds(59);
        HttpResponse<String> response = rig.send(rig.ask("/jmap/session"));
        isProblem(response, 429, "about:blank");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("60");
        rig.blocked = null;
        assertThat(rig.send(rig.ask("/jmap/session")).statusCode()).isEqualTo(200);
    }

    @Test
    void rfc8620_3_1_onlyJsonByPost() throws Exception {
        for (String type : List.of(
                "text/plain",
                "application/jsonx",
                "application/x-www-form-urlencoded",
                "application/json; charset=iso-8859-1",
                "text/json")) {
            isProblem(rig.api(type, BodyPublishers.ofString(ECHO)), 400, ":notJSON");
        }
        isProblem(rig.send(rig.ask("/jmap/api").POST(BodyPublishers.ofString(ECHO))), 400, ":notJSON");
        for (String type :
                List.of("application/json", "Application/JSON;charset=UTF-8", "application/json; charset=\"utf-8\"")) {
            assertThat(rig.api(type, BodyPublishers.ofString(ECHO)).body())
                    .startsWith("{\"methodResponses\":[[\"Core/echo\",{\"a\":1},\"0\"]],\"sessionState\":\"");
        }
        HttpResponse<String> get = rig.send(rig.ask("/jmap/api"));
        isProblem(get, 405, "about:blank");
        assertThat(get.headers().firstValue("Allow")).hasValue("POST, OPTIONS");
        isProblem(rig.send(rig.ask("/jmap/nothing")), 404, "about:blank");
    }

    @Test
    void rfc8620_3_6_1_badRequests() throws Exception {
        byte[] brackets = new byte[900_000];
        Arrays.fill(brackets, (byte) '[');
        isProblem(rig.api("application/json", BodyPublishers.ofByteArray(brackets)), 400, ":notJSON");
        HttpResponse<String> long1 = rig.api("application/json", BodyPublishers.ofByteArray(new byte[1_500_000]));
        isProblem(long1, 400, ":limit");
        assertThat(json(long1).get("limit").asString()).isEqualTo("maxSizeRequest");
        byte[] blanks = new byte[1_500_000];
        Arrays.fill(blanks, (byte) ' ');
        HttpResponse<String> chunked =
                rig.api("application/json", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(blanks)));
        isProblem(chunked, 400, ":limit");
        isProblem(
                rig.api("application/json", BodyPublishers.ofString("{\"using\":[\"urn:x\"],\"methodCalls\":[]}")),
                400,
                ":unknownCapability");
    }

    @Test
    void browsersMayAsk() throws Exception {
        HttpResponse<String> preflight = rig.send(HttpRequest.newBuilder(rig.at("/jmap/api"))
                .header("Origin", "https://web.example")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("*");
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElse(""))
                .contains("Authorization");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
    }

    private String upload(byte[] bytes) throws Exception {
        HttpResponse<String> response = rig.send(rig.ask("/jmap/upload/" + rig.alice.id())
                .header("Content-Type", "text/plain; charset=UTF-8")
                .POST(BodyPublishers.ofByteArray(bytes)));
        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(json(response).get("size").asInt()).isEqualTo(bytes.length);
        assertThat(json(response).get("type").asString()).isEqualTo("text/plain; charset=UTF-8");
        return json(response).get("blobId").asString();
    }

    private HttpResponse<String> download(String blob, String rest, String... headers) throws Exception {
        HttpRequest.Builder request = rig.ask("/jmap/download/" + rig.alice.id() + "/" + blob + rest);
        return rig.send(headers.length == 0 ? request : request.headers(headers));
    }

    @Test
    void rfc8620_6_blobs() throws Exception {
        String encoded = Base64.getMimeEncoder().encodeToString("hällo".getBytes(StandardCharsets.UTF_8));
        String message = "Subject: x\r\n\r\n" + encoded + "\r\n=41=\r\nB";
        String blob = upload(message.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> whole = download(blob, "/a%22bc%E2%82%AC.txt?accept=text/html");
        assertThat(whole.body()).isEqualTo(message);
        assertThat(whole.headers().map())
                .containsEntry("Content-Type", List.of("text/html"))
                .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                .containsEntry("Content-Security-Policy", List.of("sandbox; default-src 'none'"))
                .containsEntry(
                        "Content-Disposition",
                        List.of("attachment; filename=\"a_bc_.txt\"; filename*=UTF-8''a%22bc%E2%82%AC.txt"));
        assertThat(download(blob, "/x?accept=text/html%0D%0AX:y").headers().firstValue("Content-Type"))
                .hasValue("application/octet-stream");
        HttpResponse<String> range = download(blob, "/x", "Range", "bytes=9-9");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo("x");
        assertThat(range.headers().firstValue("Content-Range")).hasValue("bytes 9-9/" + message.length());
        assertThat(download(blob, "/x", "Range", "bytes=-1").body()).isEqualTo("B");
        assertThat(download(blob, "/x", "Range", "bytes=999-").statusCode()).isEqualTo(416);
        BlobId id = BlobId.parse(blob).orElseThrow();
        BlobId part = BlobId.of(id.blob(), 14, encoded.length(), BlobId.Encoding.BASE64);
        assertThat(download(part.toString(), "/x").body()).isEqualTo("hällo");
        BlobId quoted = BlobId.of(id.blob(), message.length() - 7, 7, BlobId.Encoding.QUOTED_PRINTABLE);
        assertThat(download(quoted.toString(), "/x").body()).isEqualTo("AB");
    }

    @Test
    void rfc8620_6_whatIsNotOnesOwnIsNotThere() throws Exception {
        String blob = upload("secret".getBytes(StandardCharsets.UTF_8));
        String bob = HttpRig.basic("bob@example.test", "demo");
        for (String account : List.of(rig.alice.id().toString(), rig.bob.id().toString(), "..", "a0")) {
            isProblem(
                    rig.send(HttpRequest.newBuilder(rig.at("/jmap/download/" + account + "/" + blob + "/x"))
                            .header("Authorization", bob)),
                    404,
                    "about:blank");
        }
        isProblem(
                rig.send(HttpRequest.newBuilder(rig.at("/jmap/upload/" + rig.alice.id()))
                        .header("Authorization", bob)
                        .POST(BodyPublishers.ofString("x"))),
                404,
                "about:blank");
        isProblem(download("nope", "/x"), 404, "about:blank");
        isProblem(
                rig.send(rig.ask("/jmap/upload/" + rig.alice.id()).POST(BodyPublishers.ofByteArray(new byte[100_001]))),
                413,
                ":limit");
        isProblem(
                rig.send(rig.ask("/jmap/upload/" + rig.alice.id())
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100_001])))),
                413,
                ":limit");
        assertThat(rig.client
                        .send(
                                rig.ask("/jmap/download/" + rig.alice.id() + "/" + blob + "/x")
                                        .method("HEAD", BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.ofByteArray())
                        .headers()
                        .firstValue("Content-Length"))
                .hasValue("6");
    }

    /** Around the size up to which an answer is gathered: it arrives whole, and its length is told when it went out in one piece. */
    @Test
    void answersOfAllSizesArriveWhole() throws Exception {
        for (int size : new int[] {0, 900, 1_100, 8_000, 60_000, 65_400, 65_436, 65_500, 65_536, 70_000}) {
            String text = "x".repeat(size);
            HttpResponse<String> answer =
                    rig.api("application/json", BodyPublishers.ofString(ECHO.replace(":1}", ":\"" + text + "\"}")));
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(json(answer).at("/methodResponses/0/1/a").asString().equals(text))
                    .isTrue();
            assertThat(answer.headers().firstValue("Content-Length").isPresent())
                    .as("%d bytes", answer.body().length())
                    .isEqualTo(answer.body().length() <= 65_536);
        }
    }

    @Test
    void requestsAreCountedByResourceAndOutcome() throws Exception {
        rig.api("application/json", BodyPublishers.ofString(ECHO));
        rig.api("application/json", BodyPublishers.ofString("{"));
        // A request is counted when its answer may have been seen already.
        HttpRig.await(() -> figures().containsKey("mailbay_jmap_requests_totalresource api status 4xx"));
        assertThat(figures())
                .containsEntry("mailbay_jmap_requests_totalresource api status 2xx", 1.0)
                .containsEntry("mailbay_jmap_requests_totalresource api status 4xx", 1.0)
                .containsEntry("mailbay_jmap_event_sources", 0.0)
                .containsEntry("mailbay_jmap_websockets", 0.0);
    }

    private Map<String, Double> figures() {
        Map<String, Double> figures = new TreeMap<>();
        rig.servlet.measure(new Metrics() {
            @Override
            public void counter(String name, String help, double value, String... labels) {
                figures.put(name + String.join(" ", labels), value);
            }

            @Override
            public void gauge(String name, String help, double value, String... labels) {
                counter(name, help, value, labels);
            }
        });
        return figures;
    }
}

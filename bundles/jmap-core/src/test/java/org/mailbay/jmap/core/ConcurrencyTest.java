package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.jmap.core.HttpRig.json;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As many at a time as announced, and no more (RFC 8620 §2, §3.6.1). */
class ConcurrencyTest {
    private static final String ECHO =
            "{\"using\":[\"urn:ietf:params:jmap:core\"],\"methodCalls\":[[\"Core/echo\",{},\"0\"]]}";

    private HttpRig rig;

    private final List<Socket> begun = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        rig = new HttpRig(Map.of("maxConcurrentRequests", 3, "maxConcurrentUpload", 3, "turnSeconds", 1));
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : begun) {
            socket.close();
        }
        rig.close();
    }

    /** A request that has come in half. */
    private Socket begin(String path) throws IOException {
        Socket socket = new Socket("127.0.0.1", rig.at("/").getPort());
        begun.add(socket);
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                                + HttpRig.basic("alice@example.test", "demo")
                                + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                                + ECHO.length() + "\r\n\r\n" + ECHO.substring(0, 10))
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String end(Socket socket) throws IOException {
        socket.getOutputStream().write(ECHO.substring(10).getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private HttpResponse<String> ask(String path, String user) throws Exception {
        return rig.send(HttpRequest.newBuilder(rig.at(path))
                .header("Authorization", HttpRig.basic(user, "demo"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(ECHO)));
    }

    @ParameterizedTest
    @CsvSource({"api, maxConcurrentRequests, 200", "upload, maxConcurrentUpload, 201"})
    void oneMoreIsRefusedAndServedWhenOneHasEnded(String resource, String limit, int good) throws Exception {
        String path = "/jmap/" + resource + (resource.equals("upload") ? "/" + rig.alice.id() : "");
        String theirs = "/jmap/" + resource + (resource.equals("upload") ? "/" + rig.bob.id() : "");
        List<Socket> three = List.of(begin(path), begin(path), begin(path));
        HttpRig.await(() -> isRefused(path, limit));
        assertThat(ask(theirs, "bob@example.test").statusCode())
                .as("another user's are others")
                .isEqualTo(good);
        for (Socket socket : three) {
            assertThat(end(socket)).startsWith("HTTP/1.1 " + good);
            assertThat(ask(path, "alice@example.test").statusCode()).isEqualTo(good);
        }
    }

    private boolean isRefused(String path, String limit) {
        try {
            HttpResponse<String> refused = ask(path, "alice@example.test");
            return refused.statusCode() == 429
                    && json(refused).get("type").asString().equals("urn:ietf:params:jmap:error:limit")
                    && json(refused).get("limit").asString().equals(limit)
                    && refused.headers().firstValue("Retry-After").isPresent();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Who asks anew as soon as the answer is there stays within the number, though the server has yet to count it as ended. */
    @Test
    void asManyAsAnnouncedAreNeverRefused() throws Exception {
        Callable<Integer> client = () -> {
            int good = 0;
            for (int i = 0; i < 100; i++) {
                good += ask("/jmap/api", "alice@example.test").statusCode() == 200 ? 1 : 0;
            }
            return good;
        };
        try (ExecutorService clients = Executors.newFixedThreadPool(3)) {
            for (Future<Integer> good : clients.invokeAll(List.of(client, client, client))) {
                assertThat(good.get()).isEqualTo(100);
            }
        }
    }
}

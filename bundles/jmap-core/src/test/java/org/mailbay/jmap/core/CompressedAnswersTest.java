package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompressedAnswersTest {
    private HttpRig rig;

    @BeforeEach
    void start() throws Exception {
        rig = new HttpRig(Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private HttpResponse<byte[]> echo(int size, String encoding) throws Exception {
        String call = "{\"using\":[\"urn:ietf:params:jmap:core\"],\"methodCalls\":[[\"Core/echo\",{\"a\":\""
                + "é".repeat(size / 2) + "\"},\"0\"]]}";
        return rig.client.send(
                rig.ask("/jmap/api")
                        .header("Content-Type", "application/json")
                        .header("Accept-Encoding", encoding)
                        .POST(BodyPublishers.ofString(call))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static byte[] unzipped(HttpResponse<byte[]> response) throws Exception {
        assertThat(response.headers().allValues("Content-Encoding")).containsExactly("gzip");
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            return in.readAllBytes();
        }
    }

    @Test
    void answersOfAllSizesAreWhole() throws Exception {
        for (int size : new int[] {2_000, 60_000, 65_400, 70_000, 200_000, 2_000_000}) {
            HttpResponse<byte[]> plain = echo(size, "identity");
            assertThat(plain.headers().allValues("Content-Encoding")).isEmpty();
            assertThat(plain.headers().allValues("Vary")).contains("Accept-Encoding");
            HttpResponse<byte[]> zipped = echo(size, "gzip");
            assertThat(unzipped(zipped)).isEqualTo(plain.body());
            assertThat(zipped.body().length).isLessThan(plain.body().length / 4);
            assertThat(zipped.headers().allValues("Vary")).contains("Accept-Encoding");
        }
        assertThat(echo(500, "gzip").headers().allValues("Content-Encoding"))
                .as("a short one")
                .isEmpty();
    }

    private HttpResponse<byte[]> download(String blob, String type, String... headers) throws Exception {
        HttpRequest.Builder request = rig.ask("/jmap/download/" + rig.alice.id() + "/" + blob + "/x?accept=" + type);
        return rig.client.send(request.headers(headers).build(), BodyHandlers.ofByteArray());
    }

    @Test
    void downloadsOfText() throws Exception {
        String text = "Once more unto the breach, dear friends. ".repeat(5_000);
        String blob = HttpRig.json(
                        rig.send(rig.ask("/jmap/upload/" + rig.alice.id()).POST(BodyPublishers.ofString(text))))
                .get("blobId")
                .asString();
        HttpResponse<byte[]> zipped = download(blob, "text/plain", "Accept-Encoding", "gzip");
        assertThat(new String(unzipped(zipped), StandardCharsets.UTF_8)).isEqualTo(text);
        assertThat(zipped.headers().firstValue("ETag")).hasValue("W/\"" + blob + "\"");
        assertThat(zipped.headers().firstValue("Accept-Ranges")).isEmpty();
        HttpResponse<byte[]> plain = download(blob, "text/plain", "Accept-Encoding", "identity");
        assertThat(plain.body()).asString().isEqualTo(text);
        assertThat(plain.headers().firstValue("Content-Length")).hasValue("" + text.length());
        assertThat(plain.headers().allValues("Vary")).contains("Accept-Encoding");
        assertThat(download(blob, "image/png", "Accept-Encoding", "gzip")
                        .headers()
                        .allValues("Content-Encoding"))
                .isEmpty();
        HttpResponse<byte[]> range = download(blob, "text/plain", "Accept-Encoding", "gzip", "Range", "bytes=5-8");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).asString().isEqualTo("more");
        assertThat(range.headers().allValues("Content-Encoding")).isEmpty();
        HttpResponse<byte[]> stale =
                download(blob, "text/plain", "Range", "bytes=5-8", "If-Range", "W/\"" + blob + "\"");
        assertThat(stale.statusCode()).as("a range of gzip").isEqualTo(200);
        assertThat(download(blob, "text/plain", "Range", "bytes=5-8", "If-Range", "\"" + blob + "\"")
                        .statusCode())
                .isEqualTo(206);
    }
}

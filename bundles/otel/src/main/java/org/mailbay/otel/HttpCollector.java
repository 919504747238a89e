package org.mailbay.otel;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A collector that speaks OTLP over HTTP. */
final class HttpCollector implements Collector, AutoCloseable {
    private static final int MOST_BYTES = 64 << 10;
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final Pattern REJECTED = Pattern.compile("\"rejectedSpans\"\\s*:\\s*\"?(\\d{1,9})\"?");

    private final URI endpoint;
    private final Map<String, String> headers;
    private final Duration timeout;
    private final OtlpJson json;
    private final HttpClient client;

    /**
     * One that is not connected.
     *
     * @param timeout of a whole request
     */
    HttpCollector(URI endpoint, Map<String, String> headers, Duration timeout, OtlpJson json) {
        this.endpoint = endpoint;
        this.headers = Map.copyOf(headers);
        this.timeout = timeout;
        this.json = json;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public Answer send(List<Waiting> spans) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.write(spans)));
        headers.forEach(request::header);
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return answer(
                        response.statusCode(),
                        new String(body.readNBytes(MOST_BYTES), java.nio.charset.StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return new Answer.Later(endpoint.getAuthority() + ": " + e);
        }
    }

    /** OTLP/HTTP: 429, 502, 503 and 504 may be tried again, nothing else; a success may tell of spans that were not taken. */
    private Answer answer(int status, String body) {
        if (status / 100 == 2) {
            Matcher rejected = REJECTED.matcher(body);
            return new Answer.Taken(rejected.find() ? Long.parseLong(rejected.group(1)) : 0);
        }
        String why = endpoint.getAuthority() + " answered " + status;
        return switch (status) {
            case 429, 502, 503, 504 -> new Answer.Later(why);
            default -> new Answer.Refused(why);
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
        try {
            client.awaitTermination(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.mailbay.itests.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A connection that is told of changes (RFC 8620 §7.3). */
public final class EventStream implements AutoCloseable {
    private final HttpConnection http;
    private final BufferedReader lines;
    private String lastId;

    /**
     * Opens the stream.
     *
     * @param lastId id of the last event seen on an earlier stream; empty for none
     */
    public EventStream(int port, JmapClient user, int pingSeconds, String lastId, int timeoutMillis)
            throws IOException {
        this.lastId = lastId;
        http = new HttpConnection(port, timeoutMillis);
        Map<String, String> fields = new HashMap<>(user.fields(Map.of("Accept", "text/event-stream")));
        if (!lastId.isEmpty()) {
            fields.put("Last-Event-ID", lastId);
        }
        lines = lines("/jmap/eventsource?types=*&closeafter=no&ping=" + pingSeconds, fields);
    }

    /** Opens a stream in the client's own words. */
    public EventStream(int port, String path, Map<String, String> fields, int timeoutMillis) throws IOException {
        lastId = "";
        http = new HttpConnection(port, timeoutMillis);
        lines = lines(path, fields);
    }

    private BufferedReader lines(String path, Map<String, String> fields) throws IOException {
        return new BufferedReader(new InputStreamReader(http.stream(path, fields), StandardCharsets.UTF_8));
    }

    /**
     * One event.
     *
     * @param name {@code state} or {@code ping}, or {@code end} when the server ended the stream in good order
     * @param id empty when it set none
     */
    public record Event(String name, String id, JsonNode data) {}

    /** Waits for the next event. */
    public Event next() throws IOException {
        String name = "message";
        String id = "";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && !data.isEmpty()) {
                return new Event(name, id, JsonMapper.shared().readTree(data.toString()));
            }
            if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
            } else if (line.startsWith("id:")) {
                id = line.substring(3).strip();
                lastId = id;
            }
        }
        return new Event("end", "", JsonMapper.shared().createObjectNode());
    }

    public String lastId() {
        return lastId;
    }

    @Override
    public void close() throws IOException {
        http.close();
    }
}

package org.mailbay.itests.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JMAP client over a WebSocket (RFC 8887): the JDK's. */
public final class JmapSocket implements WebSocket.Listener, AutoCloseable {
    private static final String CLOSED = "closed ";

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private final StringBuilder part = new StringBuilder();

    private final HttpClient client = HttpClient.newHttpClient();

    private final WebSocket socket;

    private final int timeoutMillis;

    public JmapSocket(int port, JmapClient user, int timeoutMillis) throws IOException {
        this(port, user.fields(Map.of()).get("Authorization"), timeoutMillis);
    }

    /** @param authorization the field's value */
    public JmapSocket(int port, String authorization, int timeoutMillis) throws IOException {
        this.timeoutMillis = timeoutMillis;
        try {
            socket = client.newWebSocketBuilder()
                    .header("Authorization", authorization)
                    .subprotocols("jmap")
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/jmap/ws"), this)
                    .join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket of, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            heard.add(part.toString());
            part.setLength(0);
        }
        of.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket of, int code, String reason) {
        heard.add(CLOSED + code);
        return null;
    }

    @Override
    public void onError(WebSocket of, Throwable error) {
        heard.add(CLOSED + error);
    }

    /** Sends a message; {@link Closed} when the conversation has ended before. */
    public void send(String text) throws IOException, InterruptedException {
        try {
            socket.sendText(text, true).join();
        } catch (CompletionException e) {
            while (true) {
                next();
            }
        }
    }

    /** Sends bytes, which JMAP does not know (RFC 8887 §4.3.1). */
    public void sendBytes(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** The next message. */
    public JsonNode next() throws IOException, InterruptedException {
        String text = heard.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        if (text == null) {
            throw new IOException("nothing came");
        }
        if (text.startsWith(CLOSED)) {
            throw new Closed(text.substring(CLOSED.length()));
        }
        return JsonMapper.shared().readTree(text);
    }

    @Override
    public void close() {
        socket.abort();
        client.shutdownNow();
    }

    /** The conversation has ended; the message is the code. */
    public static final class Closed extends IOException {
        private static final long serialVersionUID = 1L;

        Closed(String code) {
            super(code);
        }
    }
}

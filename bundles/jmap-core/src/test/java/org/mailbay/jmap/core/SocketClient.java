package org.mailbay.jmap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A WebSocket client that keeps what it hears. */
final class SocketClient implements WebSocket.Listener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private final StringBuilder part = new StringBuilder();

    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    final CompletableFuture<ByteBuffer> pong = new CompletableFuture<>();

    final WebSocket socket;

    SocketClient(HttpClient client, URI http, String authorization) {
        socket = client.newWebSocketBuilder()
                .header("Authorization", authorization)
                .subprotocols("jmap")
                .buildAsync(URI.create(http.toString().replaceFirst("http", "ws")), this)
                .join();
        assertThat(socket.getSubprotocol()).isEqualTo("jmap");
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
    public CompletionStage<?> onPong(WebSocket of, ByteBuffer message) {
        pong.complete(ByteBuffer.allocate(message.remaining()).put(message).flip());
        of.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket of, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket of, Throwable error) {
        closed.completeExceptionally(error);
    }

    /** Sends a text, in which single quotes stand for double ones. */
    void send(String text) {
        socket.sendText(text.replace('\'', '"'), true).join();
    }

    /** The next message. */
    JsonNode next() throws InterruptedException {
        String text = heard.poll(10, TimeUnit.SECONDS);
        assertThat(text).as("a message").isNotNull();
        return JsonMapper.shared().readTree(text);
    }

    /** Whether nothing has come. */
    boolean isSilent() {
        return heard.isEmpty();
    }

    int code() throws Exception {
        return closed.get(15, TimeUnit.SECONDS);
    }
}

package org.mailbay.pop3;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Session;
import org.mailbay.net.spi.Want;

/** Feeds a session as {@code net} does, without a socket. */
final class Wire implements Connection {
    /** What names the TLS connection. */
    static final byte[] BOUND = {1, 2, 3};

    private final Pop3Protocol server;
    private Session session;
    private Want want;
    private byte[] input = {};
    private boolean discarding;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private Optional<Tls> tls = Optional.empty();

    private final String peer;

    Wire(Pop3Protocol server) {
        this(server, "192.0.2.1");
    }

    Wire(Pop3Protocol server, String peer) {
        this.server = server;
        this.peer = peer;
        session = server.open(this);
        want = session.opened();
    }

    boolean isClosed() {
        return want instanceof Want.Close;
    }

    Want want() {
        return want;
    }

    /** Gives bytes to the session, in pieces of {@code piece}. */
    void send(byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length; at += piece) {
            int length = Math.min(piece, bytes.length - at);
            byte[] joined = Arrays.copyOf(input, input.length + length);
            System.arraycopy(bytes, at, joined, input.length, length);
            input = joined;
            feed();
        }
    }

    void send(String text) {
        send(text.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE / 2);
    }

    /** What the server said since it was last asked. */
    String said() {
        String text = output.toString(StandardCharsets.ISO_8859_1);
        output.reset();
        return text;
    }

    String ask(String text) {
        said();
        send(text);
        return said();
    }

    void secure() {
        tls = Optional.of(new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "pop.example.test"));
        input = new byte[0];
        want = session.secured();
    }

    /** Freezes and resumes on another revision; false when the session is in the middle of something. */
    boolean move(Pop3Protocol to) {
        Optional<Frozen> frozen = session.freeze();
        if (frozen.isEmpty()) {
            return false;
        }
        session.closed(Session.Closed.FROZEN);
        session = to.resume(this, frozen.get()).orElseThrow();
        want = session.wants();
        return true;
    }

    private void feed() {
        while (input.length > 0) {
            switch (want) {
                case Want.Line(int maxLength) -> {
                    int end = 0;
                    while (end < input.length && input[end] != '\n') {
                        end++;
                    }
                    boolean complete = end < input.length;
                    if (!complete && (discarding || end < maxLength)) {
                        if (discarding) {
                            input = new byte[0];
                        }
                        return;
                    }
                    if (!complete) {
                        discarding = true;
                        continue;
                    }
                    byte[] line = take(end + 1);
                    if (discarding || line.length > maxLength) {
                        discarding = false;
                        want = session.lineTooLong();
                    } else {
                        want = session.line(line);
                    }
                }
                case Want.Bytes() -> {
                    ByteBuffer bytes = ByteBuffer.wrap(input);
                    want = session.bytes(bytes);
                    take(bytes.position());
                }
                case Want.StartTls() -> {
                    return;
                }
                case Want.Deflate() -> want = session.compressed();
                case Want.Close() -> {
                    session.closed(Session.Closed.DONE);
                    return;
                }
            }
        }
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOf(input, length);
        input = Arrays.copyOfRange(input, length, input.length);
        return taken;
    }

    void hangUp() {
        session.closed(Session.Closed.PEER);
    }

    @Override
    public String id() {
        return "c1";
    }

    @Override
    public InetSocketAddress peer() {
        return new InetSocketAddress(InetAddress.ofLiteral(peer), 4711);
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress("192.0.2.2", 110);
    }

    @Override
    public String listener() {
        return "pop3";
    }

    @Override
    public Map<String, String> options() {
        return Map.of();
    }

    @Override
    public Optional<Tls> tls() {
        return tls;
    }

    @Override
    public Map<String, byte[]> channelBindings() {
        return tls.isPresent() ? Map.of("tls-exporter", BOUND) : Map.of();
    }

    @Override
    public boolean canStartTls() {
        return tls.isEmpty();
    }

    @Override
    public void write(byte[] bytes) {
        output.writeBytes(bytes);
    }

    @Override
    public void flush() {}

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void close() {
        want = Want.CLOSE;
    }
}

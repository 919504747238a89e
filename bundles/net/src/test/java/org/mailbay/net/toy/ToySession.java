package org.mailbay.net.toy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mailbay.net.Connection;
import org.mailbay.net.spi.Frozen;
import org.mailbay.net.spi.Session;
import org.mailbay.net.spi.Want;

/** Counts the commands of its client, across revisions. */
final class ToySession implements Session {
    private static final Want LINE = new Want.Line(100);

    private final ToyProtocol protocol;
    private final Connection connection;
    private final AtomicBoolean busy = new AtomicBoolean();
    private long count;
    private long bytesWanted;
    private long bytesTaken;
    private int chunk = Integer.MAX_VALUE;
    private long sum;

    ToySession(ToyProtocol protocol, Connection connection, long count) {
        this.protocol = protocol;
        this.connection = connection;
        this.count = count;
        protocol.sessions.incrementAndGet();
    }

    private void say(String text) {
        connection.write((protocol.label + " " + text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void enter() {
        if (!busy.compareAndSet(false, true)) {
            throw new IllegalStateException("two calls at once");
        }
    }

    @Override
    public Want opened() {
        say("hello " + connection.options().getOrDefault("greeting", "") + " "
                + connection.peer().getAddress().getHostAddress());
        return LINE;
    }

    @Override
    public Want wants() {
        return LINE;
    }

    @Override
    public Want line(byte[] line) {
        enter();
        try {
            String text = new String(line, StandardCharsets.US_ASCII).strip();
            String[] words = text.split(" ", 2);
            long number = words.length > 1 && words[1].matches("\\d+") ? Long.parseLong(words[1]) : 0;
            return command(words, number);
        } finally {
            busy.set(false);
        }
    }

    private Want command(String[] words, long number) {
        switch (words[0]) {
            case "COUNT" -> say("count " + ++count);
            case "SLEEP" -> {
                sleep(number);
                say("slept");
            }
            case "WAIT" -> {
                protocol.arrive();
                protocol.awaitRelease();
                say("waited");
            }
            case "HANG" -> {
                protocol.arrive();
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
            }
            case "DATA", "BITS" -> {
                chunk = words[0].equals("BITS") ? 7 : Integer.MAX_VALUE;
                bytesWanted = number;
                bytesTaken = 0;
                sum = 0;
                protocol.arrive();
                return Want.BYTES;
            }
            case "BIG" -> {
                byte[] block = new byte[10_000];
                for (long left = number; left > 0; left -= block.length) {
                    connection.write(left < block.length ? new byte[(int) left] : block);
                }
                say("big");
            }
            case "HUGE" -> connection.write(new byte[(int) number]);
            case "LATER" -> {
                protocol.arrive();
                Thread.ofVirtual().start(() -> {
                    protocol.awaitRelease();
                    connection.execute(() -> say("later"));
                    protocol.saidLate();
                });
            }
            case "CHANNEL" -> {
                Map<String, byte[]> bindings = new TreeMap<>(connection.channelBindings());
                say("channel " + bindings.size());
                bindings.forEach(
                        (type, bytes) -> say(type + " " + HexFormat.of().formatHex(bytes)));
            }
            case "TLS" ->
                say("tls " + connection.tls().map(Connection.Tls::version).orElse("no") + " "
                        + connection.tls().map(Connection.Tls::serverName).orElse("") + " " + connection.canStartTls());
            case "STARTTLS" -> {
                say("go");
                return Want.START_TLS;
            }
            case "DEFLATE" -> {
                say("squeezing");
                return Want.DEFLATE;
            }
            case "SQUEEZED" -> say("squeezed " + connection.isCompressed() + " " + connection.canStartTls());
            case "BOOM" -> throw new IllegalStateException("boom");
            case "CLOSE" -> {
                say("closing");
                connection.close();
            }
            case "QUIT" -> {
                say("bye");
                return Want.CLOSE;
            }
            default -> say("echo " + String.join(" ", words));
        }
        return LINE;
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Want lineTooLong() {
        say("too long");
        return LINE;
    }

    @Override
    public Want bytes(ByteBuffer bytes) {
        enter();
        try {
            long count = Math.min(Math.min(chunk, bytes.remaining()), bytesWanted - bytesTaken);
            for (long i = 0; i < count; i++) {
                sum = sum * 31 + bytes.get();
            }
            bytesTaken += count;
            if (bytesTaken < bytesWanted) {
                return Want.BYTES;
            }
            bytesWanted = 0;
            say("got " + bytesTaken + " " + sum);
            return LINE;
        } finally {
            busy.set(false);
        }
    }

    @Override
    public Want secured() {
        say("secured");
        return LINE;
    }

    @Override
    public Want compressed() {
        return LINE;
    }

    @Override
    public Optional<Frozen> freeze() {
        return bytesWanted > 0
                ? Optional.empty()
                : Optional.of(
                        new Frozen(1, ByteBuffer.allocate(8).putLong(count).array()));
    }

    @Override
    public void closed(Closed why) {
        protocol.sessions.decrementAndGet();
    }
}

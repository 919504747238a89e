package jmap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import load.Smtp;

/** Many event sources on one account (RFC 8620 §7.3): what each costs, and how soon all of them know of a message. */
final class EventSources {
    private static final byte[] EVENT = "StateChange".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HELLO = "retry:".getBytes(StandardCharsets.US_ASCII);

    private final Mailbay server;
    private final String user;
    private final Letters letters;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(16_384);

    EventSources(Mailbay server, String user, Letters letters) {
        this.server = server;
        this.user = user;
        this.letters = letters;
    }

    /** A connection that is read. */
    private static final class Reader {
        private byte[] awaited = HELLO;
        private int matched;

        /** Whether what is awaited has come with these bytes. */
        boolean take(ByteBuffer bytes) {
            boolean found = false;
            while (bytes.hasRemaining()) {
                byte next = bytes.get();
                matched = next == awaited[matched] ? matched + 1 : next == awaited[0] ? 1 : 0;
                if (matched == awaited.length) {
                    matched = 0;
                    awaited = EVENT;
                    found = true;
                }
            }
            return found;
        }
    }

    /** Opens {@code count} of them, after a few for practice, and sends {@code messages}. */
    void run(int count, int messages) throws IOException, InterruptedException {
        try (Selector practice = Selector.open()) {
            open(practice, count / 10);
            deliver(practice, count / 10, 0, messages / 10);
            close(practice);
        }
        Thread.sleep(3_000);
        Memory before = memory();
        try (Selector selector = Selector.open()) {
            open(selector, count);
            Memory open = memory();
            System.out.printf(
                    "%d event sources: %.1f KB of heap and %.1f KB of resident memory each (heap %.1f to %.1f MB, resident %.0f to %.0f MB)%n",
                    count,
                    (open.heap() - before.heap()) / 1024.0 / count,
                    (open.resident() - before.resident()) / 1024.0 / count,
                    before.heap() / 1e6,
                    open.heap() / 1e6,
                    before.resident() / 1e6,
                    open.resident() / 1e6);
            deliver(selector, count, messages / 10, messages / 2);
            double[][] millis = deliver(selector, count, messages / 10 + messages / 2, messages);
            System.out.printf(
                    "from the 250 until all %d know: p50 %.1f ms, p99 %.1f ms, longest %.1f ms of %d; from the message's last byte: p50 %.1f ms, p99 %.1f ms%n",
                    count,
                    millis[0][messages / 2],
                    millis[0][messages * 99 / 100],
                    millis[0][messages - 1],
                    messages,
                    millis[1][messages / 2],
                    millis[1][messages * 99 / 100]);
            Memory used = memory();
            System.out.printf(
                    "afterwards: %.1f KB of heap each, %.1f KB resident%n",
                    (used.heap() - before.heap()) / 1024.0 / count, (used.resident() - before.resident()) / 1024.0 / count);
            close(selector);
        }
    }

    private void open(Selector selector, int count) throws IOException {
        String credentials = Base64.getEncoder()
                .encodeToString((user + ":" + server.password()).getBytes(StandardCharsets.UTF_8));
        byte[] request = ("GET /jmap/eventsource?types=Email&closeafter=no&ping=30 HTTP/1.1\r\nHost: 127.0.0.1:"
                        + server.httpPort() + "\r\nAccept: text/event-stream\r\nAuthorization: Basic " + credentials
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", server.httpPort()));
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Reader());
            await(selector, 1);
        }
    }

    private static void close(Selector selector) throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
    }

    /** Reads until {@code count} of them have got what they wait for. */
    private void await(Selector selector, int count) throws IOException {
        int found = 0;
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (found < count) {
            if (selector.select(1_000) == 0 && System.nanoTime() > deadline) {
                throw new IOException("only " + found + " of " + count + " event sources have been told");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                bytes.clear();
                if (((SocketChannel) key.channel()).read(bytes) < 0) {
                    throw new IOException("an event source was closed");
                }
                if (((Reader) key.attachment()).take(bytes.flip())) {
                    found++;
                }
            }
            selector.selectedKeys().clear();
        }
    }

    /** Milliseconds until all knew, sorted: from the acknowledgement, and from the message's last byte. */
    private double[][] deliver(Selector selector, int count, int from, int messages)
            throws IOException, InterruptedException {
        double[][] millis = new double[2][messages];
        try (Smtp smtp = server.smtp()) {
            for (int i = 0; i < messages; i++) {
                byte[] letter = Mailbay.dotted(letters.get(user, from + i));
                long[] acknowledged = {0};
                smtp.begin(user, "");
                long sent = System.nanoTime();
                smtp.write(letter);
                Thread reply = Thread.ofPlatform().start(() -> {
                    try {
                        smtp.reply();
                        acknowledged[0] = System.nanoTime();
                    } catch (IOException e) {
                        acknowledged[0] = 0;
                    }
                });
                await(selector, count);
                long told = System.nanoTime();
                reply.join();
                if (acknowledged[0] == 0) {
                    throw new IOException("a message was refused");
                }
                millis[0][i] = Math.max(0, (told - acknowledged[0]) / 1e6);
                millis[1][i] = (told - sent) / 1e6;
                Thread.sleep(20);
            }
        }
        Arrays.sort(millis[0]);
        Arrays.sort(millis[1]);
        return millis;
    }

    /** @param heap bytes of objects that are alive */
    private record Memory(long heap, long resident) {}

    private Memory memory() throws IOException {
        long heap = 0;
        Process histogram = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        "GC.class_histogram") // collects first
                .start();
        for (String line : histogram.inputReader().lines().toList()) {
            if (line.startsWith("Total")) {
                heap = Long.parseLong(line.strip().split(" +")[2]);
            }
        }
        for (String line : Files.readAllLines(Path.of("/proc/" + server.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return new Memory(heap, 1024 * Long.parseLong(line.replaceAll("\\D", "")));
            }
        }
        throw new IOException("no VmRSS");
    }
}

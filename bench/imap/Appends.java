package imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jmap.Letters;
import jmap.Together;

/** Clients that append messages of 10 KB, one a command, each to the inbox of a user of its own. */
final class Appends {
    private static final int BYTES = 10_240;
    private static final int FIRST_USER = 3;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Peer peer;
    private final byte[] text;

    Appends(Peer peer, Letters letters) {
        this.peer = peer;
        StringBuilder lines = new StringBuilder("Subject: a message of 10 KB\r\nFrom: a@example.org\r\n\r\n");
        for (int word = 0; lines.length() < BYTES; word++) {
            lines.append(letters.word(word * 7 % 5_000)).append(word % 9 == 8 ? "\r\n" : " ");
        }
        text = lines.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A message that was never seen before. */
    byte[] fresh(int bytes) {
        byte[] head = ("Message-ID: <" + NUMBER.incrementAndGet() + "." + System.nanoTime() + "@load.example.org>\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, bytes);
        System.arraycopy(text, 0, whole, head.length, bytes - head.length);
        return whole;
    }

    /**
     * One more round.
     *
     * @param howLong in seconds
     * @param into with the CPU until the last was answered
     * @param settled with the CPU until the server had nothing to do any more
     */
    void round(int connections, double howLong, Measured into, Measured settled) throws IOException, InterruptedException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Client client = peer.login(FIRST_USER + i);
            client.append("INBOX", fresh(BYTES)); // what the first one makes
            clients.add(client);
        }
        double[][] millis = new double[connections][];
        double cpu = peer.cpu().millis();
        long begun = System.nanoTime();
        Together.run(connections, (worker, next) -> {
            double[] mine = new double[64];
            int count = 0;
            for (long now = System.nanoTime(); now < begun + howLong * 1e9; ) {
                clients.get(worker).append("INBOX", fresh(BYTES));
                long ended = System.nanoTime();
                if (count == mine.length) {
                    mine = Arrays.copyOf(mine, 2 * count);
                }
                mine[count++] = (ended - now) / 1e6;
                now = ended;
            }
            millis[worker] = Arrays.copyOf(mine, count);
        });
        double seconds = (System.nanoTime() - begun) / 1e9;
        double[] all = Arrays.stream(millis).flatMapToDouble(Arrays::stream).toArray();
        into.round(all, peer.cpu().millis() - cpu, seconds);
        peer.settle();
        settled.round(all, peer.cpu().millis() - cpu, seconds);
        for (Client client : clients) {
            client.close();
        }
    }
}

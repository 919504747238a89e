package imap;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import jmap.Letters;

/** From a message that comes to the EXISTS that another client in IDLE reads. */
final class Notices {
    private static final int USER = 14;
    private static final int COUNT = 60;
    private static final long MOST_NANOS = 8_000_000_000L;

    private final Peer peer;
    private final Appends appends;

    Notices(Peer peer, Letters letters) {
        this.peer = peer;
        appends = new Appends(peer, letters);
    }

    /**
     * One more round.
     *
     * @param whole from the command on
     * @param after from when the command was answered, which is 0 when the notice came first
     */
    void round(Measured whole, Measured after) throws IOException, InterruptedException {
        double[] all = new double[COUNT];
        double[] since = new double[COUNT];
        double cpu = peer.cpu().millis();
        long begun = System.nanoTime();
        try (Client sender = peer.login(USER);
                Client waiting = peer.login(USER)) {
            waiting.command("SELECT INBOX");
            waiting.idle(true);
            int count = 0;
            for (int i = 0; i < COUNT && System.nanoTime() < begun + MOST_NANOS; i++) {
                CompletableFuture<Long> notice = new CompletableFuture<>();
                Thread.ofPlatform().daemon().name("notice").start(() -> {
                    try {
                        notice.complete(waiting.grown());
                    } catch (IOException e) {
                        notice.completeExceptionally(e);
                    }
                });
                Thread.sleep(20);
                byte[] message = appends.fresh(2_048);
                long sent = System.nanoTime();
                sender.append("INBOX", message);
                long answered = System.nanoTime();
                long told = notice.join();
                all[i] = (told - sent) / 1e6;
                since[i] = Math.max(0, told - answered) / 1e6;
                count++;
            }
            all = Arrays.copyOf(all, count);
            since = Arrays.copyOf(since, count);
        } catch (CompletionException e) {
            throw new IOException(e.getCause());
        }
        double spent = peer.cpu().millis() - cpu;
        double seconds = (System.nanoTime() - begun) / 1e9;
        whole.round(all, spent, seconds);
        after.round(since, spent, seconds);
    }
}

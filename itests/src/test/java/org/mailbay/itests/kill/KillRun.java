package org.mailbay.itests.kill;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** Kills the server (SIGKILL) at random moments while mail comes in, and then looks for every message. */
public final class KillRun {
    private static final String PASSWORD = "kill-kill-kill";
    private static final int ACCOUNTS = 10;
    private static final int PAGE = 500;
    private static final int TIMEOUT_MILLIS = 120_000;

    private final int kills;
    private final int messages;
    private final int connections;
    private final Random random;
    private final PrintStream out;
    private final Promises promises = new Promises();
    private volatile Server server;

    /**
     * A run.
     *
     * @param messages that are to be acknowledged
     * @param seed of the moments of the kills and the sizes of the messages
     */
    KillRun(int kills, int messages, int connections, long seed, Path data, PrintStream out)
            throws IOException, InterruptedException {
        this.kills = kills;
        this.messages = messages;
        this.connections = connections;
        this.random = new Random(seed);
        this.out = out;
        out.println("seed " + seed);
        this.server = Server.start(data, "--demo");
    }

    /** {@code [SEED [KILLS [MESSAGES [CONNECTIONS]]]]}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        long[] numbers = {System.nanoTime(), 10, 20_000, 20};
        for (int i = 0; i < arguments.length; i++) {
            numbers[i] = Long.parseLong(arguments[i]);
        }
        Path work = Files.createTempDirectory("mailbay-kill");
        List<String> wrong =
                new KillRun((int) numbers[1], (int) numbers[2], (int) numbers[3], numbers[0], work, System.out).run();
        wrong.stream().limit(50).forEach(line -> System.out.println("WRONG " + line));
        if (!wrong.isEmpty()) {
            System.out.println("FAILED: " + wrong.size() + " findings. The server's data and log are in " + work);
            System.exit(1);
        }
        System.out.println(
                "PASSED: every acknowledged message is there exactly once; the store's check finds nothing.");
        try (Stream<Path> files = Files.walk(work)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** What is wrong afterwards; empty when every promise was kept. */
    List<String> run() throws IOException, InterruptedException {
        try {
            AdminClient admin = new AdminClient(server.port("http"), server.data());
            for (int i = 0; i < ACCOUNTS; i++) {
                admin.post("accounts", Map.of("address", user(i), "name", "", "password", PASSWORD));
            }
            try (ExecutorService senders =
                    Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
                List<Future<Void>> running = new ArrayList<>();
                for (int i = 0; i < connections; i++) {
                    int number = i;
                    long seed = random.nextLong();
                    running.add(senders.submit(() -> send(number, new Random(seed))));
                }
                killAndStart();
                for (Future<Void> sender : running) {
                    sender.get();
                }
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
            out.println(promises.count() + " messages acknowledged, " + promises.unanswered()
                    + " cut off before their answer");
            return findings();
        } finally {
            server.close();
        }
    }

    private static String user(int number) {
        return "kill" + number % ACCOUNTS + "@example.test";
    }

    /** Kills at moments spread over the run: after a random number of messages, and a random part of a message's time. */
    private void killAndStart() throws IOException, InterruptedException {
        for (int kill = 1; kill <= kills; kill++) {
            int after = (int) ((kill - 1 + random.nextDouble()) * messages / (kills + 1));
            while (promises.count() < after) {
                Thread.sleep(1);
            }
            Thread.sleep(random.nextInt(20));
            int count = promises.count();
            server.kill();
            long begun = System.nanoTime();
            server = Server.start(server.data(), "--demo");
            out.printf(
                    "kill %d after %d messages; ready again after %d ms%n",
                    kill, count, (System.nanoTime() - begun) / 1_000_000);
        }
    }

    /** Sends until enough is acknowledged; what was cut off is not sent again, but something new. */
    private Void send(int number, Random sizes) throws InterruptedException {
        for (int i = 0; promises.count() < messages; ) {
            try (SmtpClient client = new SmtpClient(server.port("smtp"), TIMEOUT_MILLIS)) {
                client.hello();
                for (; promises.count() < messages; i++) {
                    send(client, "kill-" + number + "-" + i + "@elsewhere.test", user(number + i), sizes);
                }
            } catch (IOException killed) {
                i++;
                Thread.sleep(20);
            }
        }
        return null;
    }

    private void send(SmtpClient client, String id, String recipient, Random sizes) throws IOException {
        String message = "From: sender@elsewhere.test\r\nSubject: " + id + "\r\nMessage-ID: <" + id + ">\r\n\r\n"
                + ("The same words in every message " + id + "\r\n").repeat(sizes.nextInt(1, 400));
        promises.offered(id, recipient);
        SmtpClient.expect(250, client.send(message, recipient));
        promises.acknowledged(id);
    }

    private List<String> findings() throws IOException {
        Map<String, Map<String, Integer>> found = new HashMap<>();
        int total = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            Map<String, Integer> ids = read(user(i));
            found.put(user(i), ids);
            total += ids.values().stream().mapToInt(times -> times).sum();
        }
        out.println(total + " messages found over JMAP");
        List<String> wrong = new ArrayList<>();
        promises.broken(found).forEach((id, what) -> wrong.add(id + ": " + what));
        JsonNode check = new AdminClient(server.port("http"), server.data()).post("store/check", Map.of());
        check.get("findings").forEach(finding -> wrong.add("store's check: " + finding));
        return wrong;
    }

    /** Message-ID → how often. */
    private Map<String, Integer> read(String user) throws IOException {
        Map<String, Integer> found = new HashMap<>();
        try (JmapClient client = new JmapClient(server.port("http"), user, PASSWORD, TIMEOUT_MILLIS)) {
            for (int position = 0, count = -1; count != 0; position += count) {
                JsonNode responses = client.call(
                        "[[\"Email/query\",{\"accountId\":\"ACCOUNT\",\"position\":" + position
                                + ",\"limit\":" + PAGE
                                + "},\"q\"],[\"Email/get\",{\"accountId\":\"ACCOUNT\",\"properties\":"
                                + "[\"messageId\"],\"#ids\":{\"resultOf\":\"q\",\"name\":\"Email/query\",\"path\":\"/ids\"}},\"g\"]]");
                JsonNode list = responses.get(1).get(1).get("list");
                list.forEach(email -> found.merge(email.at("/messageId/0").asString(), 1, Integer::sum));
                count = responses.get(0).get(1).get("ids").size();
                if (list.size() != count) {
                    throw new IOException(user + ": " + count + " ids, " + list.size() + " messages");
                }
            }
        }
        return found;
    }
}

package org.mailbay.itests.hotswap;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.ImapClient;
import org.mailbay.itests.server.ProcessStatus;
import org.mailbay.itests.server.Server;

/** Replaces {@code imap} again and again below many connections in IDLE and a load of APPEND, and tells whether anybody noticed. */
public final class ImapHotSwap {
    private static final int ACCOUNTS = 50;
    private static final int APPENDERS = 4;
    private static final int PAUSE_MILLIS = 20;
    private static final int PATIENCE = 120_000;
    /** Connections from one address: there are 28,000 ports. */
    private static final int PER_ADDRESS = 5_000;

    private static final int LOG_INS = 16;
    private static final long NOTICE_SECONDS = 60;

    private final int count;
    private final int rounds;
    private final PrintStream out;
    private final Ledger ledger = new Ledger();
    private final List<Idler> idlers = new ArrayList<>();
    /** What each account has: the number in each message, by its UID. */
    private final List<ConcurrentSkipListMap<Long, Long>> mail = new ArrayList<>();

    private final AtomicBoolean appending = new AtomicBoolean(true);
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong notices = new AtomicLong();

    ImapHotSwap(int count, int rounds, PrintStream out) {
        this.count = count;
        this.rounds = rounds;
        this.out = out;
        for (int i = 0; i < ACCOUNTS; i++) {
            mail.add(new ConcurrentSkipListMap<>());
        }
    }

    /** Connections and rounds: 10,000 and 20 unless told otherwise. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        Path work = Files.createTempDirectory("mailbay-hotswap");
        Ledger ledger = new ImapHotSwap(count, rounds, System.out).run(work);
        if (ledger.violationCount() > 0) {
            System.out.println("The server's data is in " + work);
            System.exit(1);
        }
        try (var files = Files.walk(work)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** Runs it in an empty folder; violations are in the ledger. */
    Ledger run(Path work) throws IOException, InterruptedException {
        Path data = work.resolve("data");
        Server.configure(data, "");
        Path file = data.resolve("etc/mailbay.toml");
        String room = "[net.listener.imap]\nmaxConnections = " + (count + 2 * APPENDERS * ACCOUNTS) + "\n";
        Files.writeString(file, Files.readString(file).replace("[net.listener.imap]\n", room));
        try (Server server = Server.start(data, "--demo");
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            AdminClient admin = new AdminClient(server.port("http"), server.data());
            for (int i = 0; i < ACCOUNTS; i++) {
                admin.post("accounts", Map.of("address", user(i), "name", "", "password", HotSwap.PASSWORD));
            }
            connect(server, pool);
            ProcessStatus status = server.status();
            int loaders = status.classLoaders("org.mailbay.imap");
            out.printf(Locale.ROOT, "%d connections in IDLE, %d MiB%n", idlers.size(), status.residentMib());
            for (int i = 0; i < APPENDERS; i++) {
                int appender = i;
                pool.execute(() -> append(server, appender));
            }
            pause(2_000);
            for (int round = 1; round <= rounds && ledger.violationCount() == 0; round++) {
                update(admin, round, Load.jars(work));
            }
            appending.set(false);
            finish(status, loaders);
            idlers.forEach(Idler::close);
            int exit = server.stop();
            if (exit != 0) {
                ledger.violation("the server ended with " + exit);
            }
            server.output().stream()
                    .filter(line -> line.contains("level=error"))
                    .limit(10)
                    .forEach(line -> ledger.violation("the server's log: " + line));
        }
        ledger.violations().forEach(violation -> out.println("VIOLATION " + violation));
        out.println(
                ledger.violationCount() == 0
                        ? "PASSED: nobody noticed."
                        : "FAILED: " + ledger.violationCount() + " violations.");
        return ledger;
    }

    private static String user(int number) {
        return "swap" + number % ACCOUNTS + "@example.test";
    }

    private void connect(Server server, ExecutorService pool) throws InterruptedException {
        Semaphore atOnce = new Semaphore(LOG_INS);
        for (int i = 0; i < count; i++) {
            Idler idler = new Idler(i);
            idlers.add(idler);
            atOnce.acquire();
            pool.execute(() -> {
                try {
                    idler.connect(server.port("imap"));
                } finally {
                    atOnce.release();
                }
                idler.read();
            });
        }
        atOnce.acquire(LOG_INS);
    }

    private void append(Server server, int appender) {
        try {
            List<ImapClient> clients = new ArrayList<>();
            for (int i = 0; i < ACCOUNTS; i++) {
                ImapClient client = new ImapClient(server.port("imap"), PATIENCE);
                client.logIn(user(i), HotSwap.PASSWORD);
                clients.add(client);
            }
            for (int i = appender; appending.get(); i++) {
                long number = numbers.incrementAndGet();
                String text = "Subject: number " + number + "\r\n\r\n" + "x".repeat(500) + "\r\n";
                long begun = System.nanoTime();
                ImapClient.Answer answer =
                        clients.get(i % ACCOUNTS).ok("APPEND INBOX {" + text.length() + "+}\r\n" + text);
                longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
                long uid = Long.parseLong(answer.code("APPENDUID").split(" ")[1]);
                if (mail.get(i % ACCOUNTS).put(uid, number) != null) {
                    ledger.violation("UID " + uid + " was given twice");
                }
                pause(PAUSE_MILLIS);
            }
            for (ImapClient client : clients) {
                client.ok("LOGOUT");
                client.close();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            ledger.violation("appender " + appender + ": " + e);
        }
    }

    private static void pause(int millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    private void update(AdminClient admin, int round, Path jars) throws IOException, InterruptedException {
        Path jar = Revision.of(Server.bundle("imap"), 100 + round, jars);
        longest.set(0);
        long before = numbers.get();
        long begun = System.nanoTime();
        try {
            admin.update(jar);
        } catch (IOException e) {
            ledger.violation(e.getMessage());
        }
        long millis = (System.nanoTime() - begun) / 1_000_000;
        pause(1_000);
        long told = awaitNotices();
        out.printf(
                Locale.ROOT,
                "update %2d took %5d ms; %4d appended, longest wait %5d ms; all were told %5d ms after%n",
                round,
                millis,
                numbers.get() - before,
                longest.get() / 1_000_000,
                told);
    }

    /** Waits until everybody has been told of what there is now; milliseconds. */
    private long awaitNotices() throws InterruptedException {
        List<Integer> totals = mail.stream().map(Map::size).toList();
        long begun = System.nanoTime();
        long deadline = begun + TimeUnit.SECONDS.toNanos(NOTICE_SECONDS);
        for (Idler idler : idlers) {
            while (idler.exists < totals.get(idler.number % ACCOUNTS) && ledger.violationCount() == 0) {
                if (System.nanoTime() > deadline) {
                    ledger.violation("idler " + idler.number + " was told of " + idler.exists + ", there are "
                            + totals.get(idler.number % ACCOUNTS));
                }
                pause(1);
            }
        }
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private void finish(ProcessStatus status, int loaders) throws IOException, InterruptedException {
        pause(1_000);
        awaitNotices();
        out.printf(
                Locale.ROOT,
                "%d messages appended, %d notices, %d MiB, %d s CPU%n",
                numbers.get(),
                notices.get(),
                status.residentMib(),
                status.cpu().toSeconds());
        idlers.forEach(Idler::ask);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(NOTICE_SECONDS);
        while (idlers.stream().anyMatch(idler -> !idler.isDone) && ledger.violationCount() == 0) {
            if (System.nanoTime() > deadline) {
                ledger.violation("some do not answer");
            }
            pause(20);
        }
        status.collect();
        int after = status.classLoaders("org.mailbay.imap");
        for (int i = 0; i < 30 && after > loaders; i++) {
            pause(1_000);
            status.collect();
            after = status.classLoaders("org.mailbay.imap");
        }
        out.println("class loaders: " + loaders + " before, " + after + " after");
        if (after > loaders) {
            ledger.violation("old revisions are in memory");
        }
    }

    /** A connection that idles, and in the end says which messages it sees. */
    private final class Idler {
        private final int number;
        private volatile int exists;
        private volatile boolean isDone;
        private volatile ImapClient client;

        Idler(int number) {
            this.number = number;
        }

        void connect(int port) {
            try {
                InetAddress from = InetAddress.getByName("127.0.1." + (1 + number / PER_ADDRESS));
                client = new ImapClient(from, port, 0, 256);
                client.logIn(user(number), HotSwap.PASSWORD);
                client.ok("SELECT INBOX");
                client.begin("IDLE");
                if (!client.response().startsWith("+")) {
                    throw new IOException("no IDLE");
                }
            } catch (IOException | RuntimeException e) {
                ledger.violation("idler " + number + " does not begin: " + e);
            }
        }

        void read() {
            try {
                while (!isDone) {
                    String response = client.response();
                    if (response.endsWith(" EXISTS")) {
                        exists(Integer.parseInt(response.split(" ")[1]));
                    } else if (response.startsWith("end ")) {
                        isDone = true;
                    } else if (response.contains(" FETCH (UID ")) {
                        fetched(response);
                    } else if (!response.endsWith(" RECENT") && !response.matches("c\\d+ OK.*")) {
                        ledger.violation("idler " + number + " was told " + response);
                    }
                }
            } catch (IOException | RuntimeException e) {
                if (!isDone) {
                    ledger.violation("idler " + number + ": " + e);
                }
            }
        }

        private void exists(int now) {
            notices.incrementAndGet();
            if (now <= exists || now > mail.get(number % ACCOUNTS).size() + APPENDERS) {
                ledger.violation("idler " + number + " is told of " + now + " after " + exists);
            }
            exists = now;
        }

        /** Ends IDLE and asks for the newest message. */
        void ask() {
            try {
                client.write("DONE\r\nend FETCH * (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])\r\n");
            } catch (IOException e) {
                ledger.violation("idler " + number + ": " + e);
            }
        }

        private void fetched(String response) {
            Map.Entry<Long, Long> last = mail.get(number % ACCOUNTS).lastEntry();
            String begin = "* " + mail.get(number % ACCOUNTS).size() + " FETCH (UID " + last.getKey() + " ";
            if (!response.startsWith(begin) || !response.contains("Subject: number " + last.getValue() + "\r\n")) {
                ledger.violation("idler " + number + " sees " + response + ", not " + begin);
            }
        }

        void close() {
            try {
                client.close();
            } catch (IOException e) {
                ledger.violation("idler " + number + " does not close: " + e);
            }
        }
    }
}

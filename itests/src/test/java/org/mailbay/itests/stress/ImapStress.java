package org.mailbay.itests.stress;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.ImapClient;
import org.mailbay.itests.client.JmapClient;
import org.mailbay.itests.server.Server;

/**
 * Twenty clients of four users do at random what IMAP has, all on one mailbox, which JMAP changes too; after each step all must know what
 * the server tells a fresh session.
 */
public final class ImapStress {
    static final String PASSWORD = "stress-stress";
    static final String BOX = "Stress";
    static final String OTHER = "Aside";
    static final int USERS = 4;
    private static final int CLIENTS = 20;
    private static final int PATIENCE = 60_000;

    private final long seed;
    private final PrintStream out;
    private Server server;
    private Referee referee;
    private long steps;
    private long commands;

    ImapStress(long seed, PrintStream out) {
        this.seed = seed;
        this.out = out;
    }

    /** Seconds, and a seed to see again what one has seen; the interleaving is another each time. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime() & 0xffffff;
        Path work = Files.createTempDirectory("mailbay-imap-stress");
        List<String> violations = new ImapStress(seed, System.out).run(work, seconds);
        if (!violations.isEmpty()) {
            System.out.println("The server's data is in " + work);
            System.exit(1);
        }
        try (var files = Files.walk(work)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** Runs it in an empty folder; what was wrong. */
    List<String> run(Path work, int seconds) throws IOException, InterruptedException {
        out.println("imap-stress: seed " + seed + ", " + seconds + " s, " + CLIENTS + " clients");
        List<String> violations = new ArrayList<>();
        try (Server started = Server.start(work.resolve("data"), "--demo");
                ExecutorService pool = Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("client-", 0).factory())) {
            server = started;
            prepare();
            referee = new Referee(this);
            List<Actor> actors = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                actors.add(new Actor(this, i, new Random(seed * 31 + i)));
            }
            try (Meddler meddler =
                    new Meddler(new JmapClient(server.port("http"), user(0), PASSWORD, PATIENCE), new Random(seed))) {
                violations.addAll(steps(pool, actors, meddler, seconds));
            }
            complaints(violations);
            out.println("warnings: " + warnings(server.output()));
            out.println(steps + " steps, " + commands + " commands, "
                    + referee.now().size()
                    + " messages at the end, HIGHESTMODSEQ " + referee.highest() + ", "
                    + server.status().residentMib() + " MiB, "
                    + server.status().cpu().toSeconds() + " s CPU");
            if (violations.isEmpty()) {
                actors.forEach(Actor::close);
                int exit = server.stop();
                if (exit != 0) {
                    violations.add("the server ended with " + exit);
                }
            }
        }
        violations.forEach(violation -> out.println("VIOLATION " + violation));
        out.println((violations.isEmpty() ? "PASSED" : "FAILED") + ", seed " + seed);
        return violations;
    }

    /** How many of each event the server warned of. */
    private static Map<String, Long> warnings(List<String> log) {
        return log.stream()
                .filter(line -> line.contains("level=warn"))
                .collect(Collectors.groupingBy(
                        line -> line.replaceAll(".*?\\bevent=(\\S+).*", "$1"), TreeMap::new, Collectors.counting()));
    }

    /** Errors of the server's log, with what stands below the first. */
    private void complaints(List<String> violations) {
        List<String> log = server.output();
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i).contains("level=error")) {
                violations.add("the server's log: "
                        + String.join("\n    ", log.subList(i, Math.min(i + 25, log.size()))));
                return;
            }
        }
    }

    private void prepare() throws IOException {
        AdminClient admin = new AdminClient(server.port("http"), server.data());
        for (int i = 0; i < USERS; i++) {
            admin.post("accounts", Map.of("address", user(i), "name", "", "password", PASSWORD));
        }
        try (ImapClient owner = connect()) {
            owner.logIn(user(0), PASSWORD);
            for (String box : List.of(BOX, OTHER)) {
                owner.ok("CREATE " + box);
                owner.ok("SETACL " + box + " " + user(1) + " lrswipkxte");
                owner.ok("SETACL " + box + " " + user(2) + " lrswipkxte");
                // The last one may only read.
                owner.ok("SETACL " + box + " " + user(3) + " lr");
            }
        }
    }

    private List<String> steps(ExecutorService pool, List<Actor> actors, Meddler meddler, int seconds)
            throws InterruptedException {
        long begun = System.nanoTime();
        long end = begun + TimeUnit.SECONDS.toNanos(seconds);
        long told = begun;
        List<String> violations =
                together(pool, actors.stream().map(a -> task(a::connect)).toList());
        Random random = new Random(seed);
        while (violations.isEmpty() && System.nanoTime() < end) {
            List<Callable<Void>> acts =
                    new ArrayList<>(actors.stream().map(a -> task(a::act)).toList());
            int meddling = random.nextInt(4);
            acts.add(task(() -> {
                for (int i = 0; i < meddling; i++) {
                    meddler.act();
                }
            }));
            violations = together(pool, acts);
            if (violations.isEmpty()) {
                violations = together(pool, List.of(task(referee::look)));
            }
            if (violations.isEmpty()) {
                violations = together(
                        pool, actors.stream().map(a -> task(a::compare)).toList());
            }
            steps++;
            if (System.nanoTime() - told > TimeUnit.MINUTES.toNanos(1)) {
                told = System.nanoTime();
                out.println(TimeUnit.NANOSECONDS.toSeconds(told - begun) + " s: " + steps + " steps, HIGHESTMODSEQ "
                        + referee.highest());
            }
        }
        commands = actors.stream().mapToLong(Actor::commands).sum();
        return violations;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Callable<Void> task(Work work) {
        return () -> {
            work.run();
            return null;
        };
    }

    private static List<String> together(ExecutorService pool, List<Callable<Void>> tasks) throws InterruptedException {
        List<String> violations = new ArrayList<>();
        for (Future<Void> done : pool.invokeAll(tasks)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                violations.add(e.getCause() instanceof Violation ? e.getCause().getMessage() : trace(e.getCause()));
            }
        }
        return violations;
    }

    private static String trace(Throwable e) {
        return e + " at " + List.of(e.getStackTrace()).subList(0, Math.min(8, e.getStackTrace().length));
    }

    ImapClient connect() throws IOException {
        return new ImapClient(server.port("imap"), PATIENCE);
    }

    String user(int number) {
        return "stress" + number % USERS + "@example.test";
    }

    /** The name of the owner's mailbox, as a user sees it. */
    String name(String box, int user) {
        return user % USERS == 0 ? box : "\"Other Users/" + user(0) + "/" + box + "\"";
    }

    Referee referee() {
        return referee;
    }
}

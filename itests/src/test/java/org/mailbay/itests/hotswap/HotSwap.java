package org.mailbay.itests.hotswap;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mailbay.itests.client.AdminClient;
import org.mailbay.itests.client.SmtpClient;
import org.mailbay.itests.server.ProcessStatus;
import org.mailbay.itests.server.Server;
import tools.jackson.databind.JsonNode;

/** Updates bundles of a server under load, and tells whether anybody noticed. */
public final class HotSwap {
    static final String PASSWORD = "swap-swap-swap";
    private static final long COLLECT_SECONDS = 60;
    /** What pools may grow by; less than one for each reload of a real run. */
    private static final int GROWTH = 15;

    /** They own the clients' connections, which end with them; and features does not exchange itself. */
    private static final Set<String> OWN = Set.of("net", "http", "admin-rest", "features", "demo");

    private Load load;
    private final PrintStream out;
    private final Ledger ledger = new Ledger();
    private final AtomicBoolean sending = new AtomicBoolean(true);
    private final AtomicBoolean reading = new AtomicBoolean(true);

    HotSwap(Load load, PrintStream out) {
        this.load = load;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Load load;
        try {
            load = Load.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println(
                    e.getMessage()
                            + "\nusage: run [--small | --drivers | --release] [--senders N] [--readers N] [--accounts N] [--rounds N] [--settle MILLIS] [--bundles a,b]");
            System.exit(2);
            return;
        }
        Path work = Files.createTempDirectory("mailbay-hotswap");
        Ledger ledger = new HotSwap(load, System.out).run(work);
        if (ledger.violationCount() > 0) {
            System.out.println("The server's data and log are in " + work);
            System.exit(1);
        }
        try (var files = Files.walk(work)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    /** Runs it in an empty folder; violations are in the ledger. */
    Ledger run(Path work) throws IOException, InterruptedException {
        try (Server server = Server.start(work.resolve("data"), "--demo")) {
            AdminClient admin = new AdminClient(server.port("http"), server.data());
            if (load.bundles().isEmpty()) {
                load = load.with(exchangeable(admin));
                out.println(load.bundles().size() + " bundles: " + load.bundles());
            }
            for (int i = 0; i < load.accounts(); i++) {
                admin.post("accounts", Map.of("address", load.user(i), "name", "", "password", PASSWORD));
            }
            out.printf(
                    Locale.ROOT,
                    "%d SMTP connections send, %d JMAP clients read, %d accounts; ready at %d MiB%n",
                    load.senders(),
                    load.readers(),
                    load.accounts(),
                    server.status().residentMib());
            oneMessage(server);
            Map<String, Integer> loaders = loaders(server.status());
            int threads = server.status().threads();
            int descriptors = server.status().descriptors();
            underLoad(server, admin, work);
            if (!server.isAlive()) {
                int lines = server.output().size();
                ledger.violation("the server died: " + server.output().subList(Math.max(0, lines - 5), lines));
                return ledger;
            }
            Inventory inventory = new Inventory(server.port("http"), load, ledger);
            ledger.begin("reading back");
            inventory.take();
            out.println("read back: " + inventory.summary());
            compareLoaders(server.status(), loaders);
            compareResources(server.status(), threads, descriptors);
            int exit = server.stop();
            if (exit != 0) {
                ledger.violation("the server ended with " + exit);
            }
            complaints(server);
        }
        ledger.violations().forEach(violation -> out.println("VIOLATION " + violation));
        out.println(
                ledger.violationCount() == 0
                        ? "PASSED: nobody noticed."
                        : "FAILED: " + ledger.violationCount() + " violations.");
        return ledger;
    }

    /** What can be exchanged while the server runs, in the order of the names. */
    private static List<String> exchangeable(AdminClient admin) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode line : admin.get("features").get("items")) {
            String name = line.get("name").asString();
            String bundle = name.replaceFirst("^org\\.mailbay\\.", "");
            if (!name.equals(bundle) && !line.get("update").asString().equals("stopped") && !OWN.contains(bundle)) {
                names.add(bundle);
            }
        }
        return names;
    }

    /** The first message opens what all need: rooms of traces, of the queue, of what was judged; some in the background. */
    private static void oneMessage(Server server) throws IOException, InterruptedException {
        try (SmtpClient client = new SmtpClient(server.port("smtp"), 30_000)) {
            client.hello();
            SmtpClient.expect(250, client.send("From: a@sender.test\r\nSubject: first\r\n\r\nx", "alice@example.test"));
        }
        Thread.sleep(3_000);
    }

    private void underLoad(Server server, AdminClient admin, Path work) throws IOException, InterruptedException {
        List<Thread> senders = new ArrayList<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < load.senders(); i++) {
            senders.add(start("sender-" + i, new Sender(i, server.port("smtp"), load, ledger, sending::get)));
        }
        for (int i = 0; i < load.readers(); i++) {
            readers.add(start("reader-" + i, new Reader(i, server.port("http"), load, ledger, reading::get)));
            if (i % 4 == 0) {
                readers.add(start("watcher-" + i, new Watcher(i, server.port("http"), load, ledger, sending::get)));
            }
        }
        long begun = System.nanoTime();
        try {
            // A start runs cold: what clients wait then is no update's doing.
            pause("warming up", load.settleMillis() * 5);
            pause("undisturbed", load.settleMillis() * 2);
            for (int round = 1; round <= load.rounds(); round++) {
                for (String bundle : load.bundles()) {
                    update(admin, bundle, round, Load.jars(work));
                }
            }
        } finally {
            double seconds = (System.nanoTime() - begun) / 1e9;
            sending.set(false);
            join(senders);
            reading.set(false);
            join(readers);
            report(server.status(), seconds);
        }
    }

    private void update(AdminClient admin, String bundle, int round, Path jars)
            throws IOException, InterruptedException {
        Path jar = Revision.of(Server.bundle(bundle), 100 + round, jars);
        Ledger.Phase phase = ledger.begin("update " + bundle + " " + round);
        long since = System.nanoTime();
        try {
            admin.update(jar);
        } catch (IOException e) {
            ledger.violation(e.getMessage());
        }
        long millis = (System.nanoTime() - since) / 1_000_000;
        Thread.sleep(load.settleMillis());
        out.printf(
                Locale.ROOT,
                "%-22s took %6d ms; longest wait: SMTP %6d ms, JMAP %6d ms%n",
                phase.name,
                millis,
                phase.smtp.get() / 1_000_000,
                phase.jmap.get() / 1_000_000);
    }

    private void pause(String name, int millis) throws InterruptedException {
        Ledger.Phase phase = ledger.begin(name);
        Thread.sleep(millis);
        out.printf(
                Locale.ROOT,
                "%-22s      %6d ms; longest wait: SMTP %6d ms, JMAP %6d ms%n",
                name,
                millis,
                phase.smtp.get() / 1_000_000,
                phase.jmap.get() / 1_000_000);
    }

    private static Thread start(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).start(work);
    }

    private void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(90_000);
            if (thread.isAlive()) {
                ledger.violation(thread.getName() + " does not end");
            }
        }
    }

    private void report(ProcessStatus status, double seconds) throws IOException {
        out.printf(
                Locale.ROOT,
                "%d messages accepted (%.0f/s), %d JMAP requests (%.0f/s), %d searches (%d times asked to wait), %d events (%d streams ended and resumed) in %.0f s; %d MiB, %d s CPU%n",
                ledger.messages.get(),
                ledger.messages.get() / seconds,
                ledger.requests.get(),
                ledger.requests.get() / seconds,
                ledger.searches.get(),
                ledger.behind.get(),
                ledger.events.get(),
                ledger.streamEnds.get(),
                seconds,
                status.residentMib(),
                status.cpu().toSeconds());
    }

    /** How many class loaders there are with classes of each bundle, and of the interfaces below its package. */
    private Map<String, Integer> loaders(ProcessStatus status) throws IOException, InterruptedException {
        Map<String, Integer> loaders = new TreeMap<>();
        for (String bundle : load.bundles()) {
            loaders.put(bundle, status.classLoaders(Load.packageOf(bundle)));
        }
        return loaders;
    }

    /** The old revisions are gone from memory, classes and all. */
    private void compareLoaders(ProcessStatus status, Map<String, Integer> before)
            throws IOException, InterruptedException {
        ledger.begin("collecting");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(COLLECT_SECONDS);
        status.collect();
        Map<String, Integer> after = loaders(status);
        while (!after.equals(before) && System.nanoTime() < deadline) {
            Thread.sleep(1_000);
            status.collect();
            after = loaders(status);
        }
        out.println("class loaders: " + after);
        if (!after.equals(before)) {
            ledger.violation("class loaders before: " + before + ", after " + load.rounds() + " updates: " + after);
        }
    }

    /** No revision leaves threads or descriptors behind; pools may have grown by a few. */
    private void compareResources(ProcessStatus status, int threads, int descriptors)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(COLLECT_SECONDS);
        while ((status.threads() > threads + GROWTH || status.descriptors() > descriptors + GROWTH)
                && System.nanoTime() < deadline) {
            Thread.sleep(1_000);
        }
        out.println("threads: " + threads + " before, " + status.threads() + " after; descriptors: " + descriptors
                + " before, " + status.descriptors() + " after");
        if (status.threads() > threads + GROWTH || status.descriptors() > descriptors + GROWTH) {
            ledger.violation("threads or descriptors are left after " + load.rounds() + " rounds of updates");
        }
    }

    private void complaints(Server server) {
        server.output().stream()
                .filter(line -> line.contains("level=error"))
                .limit(10)
                .forEach(line -> ledger.violation("the server's log: " + line));
    }
}

package imap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jmap.Letters;
import jmap.Together;

/**
 * What IMAP clients do, on a mailbox of many messages, with Dovecot and Cyrus in turn.
 *
 * <p>{@code ImapBench ROUNDS FOLDER SIZE PARTS DOVECOT CYRUS OTHER CONFIG}: a folder that was used before is used again, with the mail in it.
 * PARTS are names of {@link Case}, or append, notice, idle, with commas between, or all, or fill, which does nothing else. DOVECOT and CYRUS are
 * the scripts that start them; OTHER is another checkout of Mailbay, built, to be measured in turn, with CONFIG in its configuration; each may be empty.
 */
public final class ImapBench {
    private static final int AT_ONCE = 100;
    private static final int FILLING = 2;
    private static final double SECONDS = 0.7;
    private static final double WARM_SECONDS = 4;
    private static final double APPEND_SECONDS = 3;
    private static final double WARM_APPEND_SECONDS = 10;
    private static final double LONG_APPEND_SECONDS = 20;

    /** How long it may take until ten thousand connections are there. */
    private static final double MOST_IDLE_SECONDS = 40;

    /** What takes so long is not done again in the rounds that follow. */
    private static final double SLOW_MILLIS = 1_500;

    private final Letters letters = new Letters();
    private final int size;
    private final List<Peer> peers;
    private final Map<String, Map<Peer, Measured>> table = new LinkedHashMap<>();

    private ImapBench(int size, List<Peer> peers) {
        this.size = size;
        this.peers = peers;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Path folder = Files.createDirectories(Path.of(arguments[1]).toAbsolutePath());
        Set<String> parts = Arrays.stream(arguments[3].toLowerCase(Locale.ROOT).split(","))
                .collect(Collectors.toSet());
        if (parts.contains("all")) {
            parts = Stream.concat(Arrays.stream(Case.values()).map(Enum::name), Stream.of("append", "notice", "idle"))
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
        }
        List<Peer> peers = new ArrayList<>();
        try {
            peers.add(Peer.mailbay("Mailbay", folder.resolve("mailbay"), Path.of(""), ""));
            if (!arguments[6].isEmpty()) {
                Path checkout = Path.of(arguments[6]).toAbsolutePath();
                peers.add(Peer.mailbay("other", folder.resolve("other"), checkout, arguments[7]));
            }
            if (!arguments[4].isEmpty()) {
                peers.add(Peer.script("Dovecot", Path.of(arguments[4]).toAbsolutePath(), folder.resolve("dovecot")));
            }
            if (!arguments[5].isEmpty()) {
                peers.add(Peer.script("Cyrus", Path.of(arguments[5]).toAbsolutePath(), folder.resolve("cyrus")));
            }
            new ImapBench(Integer.parseInt(arguments[2]), peers).run(parts, rounds);
        } finally {
            for (Peer peer : peers) {
                peer.close();
            }
        }
    }

    private void run(Set<String> parts, int rounds) throws IOException, InterruptedException {
        Together.run(peers.size(), (worker, next) -> fill(peers.get(worker)));
        for (Peer peer : peers) {
            peer.settle();
        }
        if (parts.contains("idle")) {
            idle();
        }
        Set<Case> cases = EnumSet.noneOf(Case.class);
        for (Case one : Case.values()) {
            if (parts.contains(one.name().toLowerCase(Locale.ROOT))) {
                cases.add(one);
            }
        }
        if (!cases.isEmpty()) {
            cases(cases, rounds);
        }
        for (int connections : new int[] {1, 10}) {
            if (parts.contains("append") || parts.contains("append" + connections)) {
                String clients = connections + (connections == 1 ? " client" : " clients");
                for (Peer peer : peers) {
                    if (peer.isOurs()) {
                        new Appends(peer, letters).round(connections, WARM_APPEND_SECONDS, new Measured(), new Measured());
                    }
                }
                appends("APPEND 10 KB, " + clients, connections, APPEND_SECONDS, rounds);
            }
        }
        if (parts.contains("append") || parts.contains("long")) {
            appends("APPEND 10 KB, 10 clients, 20 s on end", 10, LONG_APPEND_SECONDS, 1);
        }
        if (parts.contains("notice")) {
            Map<Peer, Measured> whole = measured();
            Map<Peer, Measured> after = measured();
            for (int round = 1; round <= rounds; round++) {
                for (Peer peer : peers) {
                    new Notices(peer, letters).round(whole.get(peer), after.get(peer));
                }
            }
            report("APPEND sent to EXISTS on IDLE", whole);
            report("APPEND's OK to EXISTS on IDLE", after);
        }
        table();
    }

    private void idle() throws IOException, InterruptedException {
        for (Peer peer : peers) {
            Idlers few = new Idlers(peer, 1_000);
            double need = 10_000 * few.measure() * 1.2;
            double there = Idlers.available() / 2;
            double seconds = 10_000 / few.perSecond();
            if (need < there && seconds < MOST_IDLE_SECONDS) {
                new Idlers(peer, 10_000).measure();
            } else {
                System.out.printf(
                        "10,000 in IDLE: %s left out: it would take %.0f s and %.1f GB of %.0f%n",
                        peer.name(), seconds, need / 1e9, there / 1e9);
            }
        }
    }

    private void appends(String title, int connections, double seconds, int rounds)
            throws IOException, InterruptedException {
        Map<Peer, Measured> figures = measured();
        Map<Peer, Measured> settled = measured();
        for (int round = 1; round <= rounds; round++) {
            for (Peer peer : peers) {
                new Appends(peer, letters).round(connections, seconds, figures.get(peer), settled.get(peer));
            }
        }
        report(title, figures);
        report(title + ", CPU with what follows, such as indexing", settled);
    }

    private void fill(Peer peer) throws IOException {
        int has;
        try (Client client = peer.login(1)) {
            client.command("SELECT INBOX");
            has = client.exists();
        }
        long begun = System.nanoTime();
        double cpu = peer.cpu().millis();
        fill(peer, has);
        if (has < size) {
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf(
                    "%s: %,d messages came in %.1f s, all servers at once, CPU %.2f ms each%n",
                    peer.name(), size - has, seconds, (peer.cpu().millis() - cpu) / (size - has));
        }
    }

    private void fill(Peer peer, int has) throws IOException {
        try {
            Together.run(FILLING, (worker, next) -> {
                Client client = peer.login(1);
                for (int i = has + AT_ONCE * next.getAsInt(); i < size; i = has + AT_ONCE * next.getAsInt()) {
                    byte[][] some = new byte[Math.min(AT_ONCE, size - i)][];
                    for (int j = 0; j < some.length; j++) {
                        some[j] = letters.get("u1", i + j);
                    }
                    client.append("INBOX", some);
                }
                client.close();
            });
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private Map<Peer, Measured> measured() {
        Map<Peer, Measured> figures = new LinkedHashMap<>();
        peers.forEach(peer -> figures.put(peer, new Measured()));
        return figures;
    }

    /** Each case on all servers, one right after the other. */
    private void cases(Set<Case> cases, int rounds) throws IOException {
        Map<Peer, Client> clients = new LinkedHashMap<>();
        for (Peer peer : peers) {
            Client client = peer.login(1);
            client.command("SELECT INBOX");
            clients.put(peer, client);
        }
        Map<Case, Map<Peer, Measured>> all = new LinkedHashMap<>();
        for (Case one : cases) {
            all.put(one, measured());
            for (Peer peer : peers) {
                if (peer.isOurs()) { // a virtual machine compiles what is hot; a mail server runs for weeks
                    round(one, peer, clients.get(peer), new Measured(), WARM_SECONDS);
                }
            }
        }
        for (int round = 1; round <= rounds; round++) {
            for (Case one : cases) {
                for (Peer peer : peers) {
                    Measured its = all.get(one).get(peer);
                    if (!its.isEmpty() && its.percentile(50) > SLOW_MILLIS) {
                        continue;
                    }
                    round(one, peer, clients.get(peer), its, SECONDS);
                }
            }
        }
        all.forEach((one, figures) -> report(one.title() + ", of " + String.format("%,d", size), figures));
        for (Client client : clients.values()) {
            client.close();
        }
    }

    private void round(Case one, Peer peer, Client client, Measured into, double seconds) throws IOException {
        Case.Box box = new Case.Box(peer, letters, size);
        Random random = new Random(into.hashCode());
        double[] millis = new double[16];
        int count = 0;
        double cpu = peer.cpu().millis();
        long begun = System.nanoTime();
        long now = begun;
        while (now < begun + seconds * 1e9) {
            one.once(box, client, random);
            long ended = System.nanoTime();
            if (count == millis.length) {
                millis = Arrays.copyOf(millis, 2 * count);
            }
            millis[count++] = (ended - now) / 1e6;
            now = ended;
        }
        into.round(Arrays.copyOf(millis, count), peer.cpu().millis() - cpu, (now - begun) / 1e9);
        one.after(client);
    }

    /** For the page that keeps the figures. */
    private void table() {
        System.out.println("| p50 ms; CPU ms | " + peers.stream().map(Peer::name).collect(Collectors.joining(" | ")) + " |");
        System.out.println("|---|" + "---|".repeat(peers.size()));
        table.forEach((title, figures) -> System.out.println("| " + title + " | "
                + figures.values().stream()
                        .map(its -> String.format(
                                "%.3g; %.2g%s",
                                its.percentile(50),
                                its.cpuMillis(),
                                title.startsWith("APPEND 10") ? String.format("; %,.0f/s", its.perSecond()) : ""))
                        .collect(Collectors.joining(" | "))
                + " |"));
    }

    private void report(String title, Map<Peer, Measured> figures) {
        table.put(title, figures);
        Measured ours = figures.get(peers.getFirst());
        System.out.println(title);
        figures.forEach((peer, its) -> System.out.printf(
                "  %-8s p50 %.3f ms, p99 %.3f ms, %,.0f/s, CPU %.3f ms%s%n",
                peer.name(),
                its.percentile(50),
                its.percentile(99),
                its.perSecond(),
                its.cpuMillis(),
                its == ours
                        ? ""
                        : String.format(
                                ": we are %.2f times as fast, for CPU %.2f times",
                                its.percentile(50) / ours.percentile(50), its.cpuMillis() / ours.cpuMillis())));
    }
}

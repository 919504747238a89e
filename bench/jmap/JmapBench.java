package jmap;

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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What JMAP clients do all day, on mailboxes of two sizes, by one connection and by eight, with Cyrus in turn.
 *
 * <p>{@code JmapBench ROUNDS FOLDER SMALL LARGE CASES CYRUS OTHER}: a folder that was used before is used again, with the mail in it. CASES
 * are names of {@link Case}, with commas between, or "all", which measures event sources, too. CYRUS is the script that starts it; OTHER
 * other checkouts of Mailbay, built, with colons between, to be measured in turn; each may be empty.
 */
public final class JmapBench {
    private static final int[] CONNECTIONS = {1, 8};
    private static final int EVENT_SOURCES = 1_000;
    private static final double SECONDS = 2;
    private static final double WARM_SECONDS = 2;

    /** A box and what is done to it, by so many connections. */
    private record Cell(Box box, int size, Case kind, int connections) {}

    private final Letters letters = new Letters();
    private final Map<Cell, Measured> cells = new LinkedHashMap<>();
    private final Set<Case> cases;
    private final Flushes flushes;
    private final List<Peer> peers;

    private JmapBench(Set<Case> cases, Flushes flushes, List<Peer> peers) {
        this.cases = cases;
        this.flushes = flushes;
        this.peers = peers;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Path folder = Path.of(arguments[1]).toAbsolutePath();
        int[] sizes = {Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3])};
        Files.createDirectories(folder);
        boolean all = arguments[4].equals("all");
        Set<Case> cases = all
                ? EnumSet.allOf(Case.class)
                : Arrays.stream(arguments[4].split(","))
                        .map(name -> Case.valueOf(name.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Case.class)));
        List<Peer> peers = new ArrayList<>();
        try (Flushes flushes = new Flushes(folder.resolve("flushes"))) {
            Mailbay mailbay = new Mailbay("Mailbay", folder.resolve("mailbay"), Path.of(""));
            peers.add(mailbay);
            for (String other : arguments[6].isEmpty() ? new String[0] : arguments[6].split(":")) {
                Path checkout = Path.of(other).toAbsolutePath();
                String name = checkout.getFileName().toString();
                peers.add(new Mailbay(name, folder.resolve("other-" + name), checkout));
            }
            if (!arguments[5].isEmpty()) {
                peers.add(new Cyrus(Path.of(arguments[5]).toAbsolutePath(), folder.resolve("cyrus")));
            }
            JmapBench bench = new JmapBench(cases, flushes, peers);
            if (all) {
                new EventSources(mailbay, "u3@bench.test", bench.letters).run(EVENT_SOURCES, 200);
            }
            for (Peer one : peers) {
                for (int i = 0; i < sizes.length; i++) {
                    bench.prepare(one, "u" + (i + 1) + "@bench.test", sizes[i]);
                }
            }
            bench.warm();
            for (int round = 1; round <= rounds; round++) {
                bench.round();
                System.out.println("round " + round + " of " + rounds + " is over");
            }
            bench.report(sizes);
        } finally {
            for (Peer peer : peers) {
                peer.close();
            }
        }
    }

    private void prepare(Peer peer, String user, int size) throws IOException, InterruptedException {
        Box box = new Box(peer, user);
        int has = box.total();
        long begun = System.nanoTime();
        if (has < size) {
            peer.fill(user, letters, has, size);
        }
        long filled = System.nanoTime();
        while (!box.finds(size - 1)) {
            if (System.nanoTime() - filled > 300_000_000_000L) {
                throw new IOException(peer.name() + " has not indexed its mail after five minutes");
            }
            Thread.sleep(200);
        }
        System.out.printf(
                "%s: %,d messages were there, %,d came in %.1f s and were indexed %.1f s later%n",
                peer.name(), has, Math.max(0, size - has), (filled - begun) / 1e9, (System.nanoTime() - filled) / 1e9);
        box.learn();
        for (Case kind : cases) {
            for (int connections : CONNECTIONS) {
                cells.put(new Cell(box, size, kind, connections), new Measured());
            }
        }
    }

    /** A virtual machine compiles what is hot; a mail server runs for weeks. */
    private void warm() throws IOException, InterruptedException {
        for (Cell cell : cells.keySet()) {
            if (cell.box().peer() instanceof Mailbay) {
                before(cell);
                new Measured().round(cell.box(), cell.kind(), letters, cell.connections(), WARM_SECONDS);
            }
        }
    }

    /** Each case of each size on both servers, one right after the other. */
    private void round() throws IOException, InterruptedException {
        List<Cell> order = new ArrayList<>(cells.keySet());
        order.sort((one, other) -> one.size() != other.size()
                ? Integer.compare(one.size(), other.size())
                : one.kind() != other.kind()
                        ? one.kind().compareTo(other.kind())
                        : Integer.compare(one.connections(), other.connections()));
        for (Cell cell : order) {
            before(cell);
            if (cell.kind() == Case.FLAG && cell.connections() == CONNECTIONS[0]) {
                flushes.measure();
            }
            cells.get(cell).round(cell.box(), cell.kind(), letters, cell.connections(), SECONDS);
        }
    }

    /** What is asked about next must have happened just before. */
    private void before(Cell cell) throws IOException, InterruptedException {
        boolean learns = cell.kind() == Case.CHANGES || cell.kind() == Case.NOTHING_NEW && !cases.contains(Case.CHANGES);
        if (learns && cell.connections() == CONNECTIONS[0]) {
            cell.box().deliver(letters);
        }
    }

    private void report(int[] sizes) {
        String first = peers.getFirst().name();
        for (int size : sizes) {
            System.out.printf("%n| %,d messages | connections |", size);
            for (Peer peer : peers) {
                System.out.printf(" %s/s | p50, p99 ms | CPU ms |%s", peer.name(), peer == peers.getFirst() ? "" : " times |");
            }
            System.out.println("\n|---|---|---|---|---|" + "---|---|---|---|".repeat(peers.size() - 1));
            for (Case kind : cases) {
                for (int connections : CONNECTIONS) {
                    Measured ours = of(first, size, kind, connections);
                    System.out.printf("| %s | %d |", kind.title(), connections);
                    for (Peer peer : peers) {
                        Measured its = of(peer.name(), size, kind, connections);
                        System.out.printf(" %s |", text(its));
                        if (its != ours) {
                            System.out.printf(" %.1f |", ours.perSecond() / its.perSecond());
                        }
                    }
                    System.out.println();
                }
            }
        }
        System.out.printf("%nMailbay with %,d messages : with %,d messages%n", sizes[0], sizes[1]);
        for (Case kind : cases) {
            for (int connections : CONNECTIONS) {
                System.out.printf(
                        "%s, %d: %.2f times as many, %.2f times the CPU%n",
                        kind.title(),
                        connections,
                        of(first, sizes[0], kind, connections).perSecond()
                                / of(first, sizes[1], kind, connections).perSecond(),
                        of(first, sizes[0], kind, connections).cpuMillis()
                                / of(first, sizes[1], kind, connections).cpuMillis());
            }
        }
        flushes.report();
    }

    private static String text(Measured measured) {
        return String.format(
                "%,.0f | %.2f, %.2f | %.2f",
                measured.perSecond(), measured.percentile(50), measured.percentile(99), measured.cpuMillis());
    }

    private Measured of(String peer, int size, Case kind, int connections) {
        for (Map.Entry<Cell, Measured> entry : cells.entrySet()) {
            Cell cell = entry.getKey();
            if (cell.box().peer().name().equals(peer)
                    && cell.size() == size
                    && cell.kind() == kind
                    && cell.connections() == connections) {
                return entry.getValue();
            }
        }
        return null;
    }
}

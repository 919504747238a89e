package imap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jmap.Together;

/** Many connections in IDLE: how long they take to come, and what memory they are. */
final class Idlers {
    private static final int AT_ONCE = 8;
    private static final int KIBI = 1024;
    private static final int MOST_COLLECTIONS = 12;
    private static final long MOST_NANOS = 40_000_000_000L;

    private final Peer peer;
    private final int wanted;
    private double perSecond;

    Idlers(Peer peer, int wanted) {
        this.peer = peer;
        this.wanted = wanted;
    }

    /** How many came in a second; after {@link #measure}. */
    double perSecond() {
        return perSecond;
    }

    /** Bytes of memory that are free. */
    static double available() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * KIBI)
                .sum();
    }

    /** Bytes of memory that each of them is. */
    double measure() throws IOException, InterruptedException {
        List<Client> clients = Collections.synchronizedList(new ArrayList<>());
        open(clients, 50); // what is loaded once
        long heap = heap();
        long before = kibibytes();
        for (int i = 0; peer.isOurs() && i < MOST_COLLECTIONS; i++) { // a heap that grew before gives memory back step by step
            heap = heap();
            long now = kibibytes();
            if (now > before - before / 100) {
                before = now;
                break;
            }
            before = now;
        }
        double cpu = peer.cpu().millis();
        long begun = System.nanoTime();
        open(clients, wanted);
        double seconds = (System.nanoTime() - begun) / 1e9;
        int count = clients.size() - 50;
        double spent = (peer.cpu().millis() - cpu) / count;
        long heapAfter = heap();
        perSecond = count / seconds;
        double bytes = (double) (kibibytes() - before) * KIBI / count;
        System.out.printf(
                "%,d in IDLE: %-8s %,.0f a second, CPU %.3f ms each, %.1f KB of memory each%s%n",
                count,
                peer.name(),
                perSecond,
                spent,
                bytes / 1000,
                peer.isOurs() ? String.format(", %.2f KB of it live in the heap", (heapAfter - heap) / 1000.0 / count) : "");
        for (Client client : clients) {
            client.close();
        }
        return bytes;
    }

    private void open(List<Client> clients, int more) throws IOException, InterruptedException {
        Together.run(AT_ONCE, (worker, next) -> {
            long end = System.nanoTime() + MOST_NANOS;
            for (int i = next.getAsInt(); i < more && System.nanoTime() < end; i = next.getAsInt()) {
                Client client = peer.login(2 + i % (Peer.USERS - 1));
                clients.add(client);
                client.command("SELECT INBOX");
                client.idle(false);
            }
        });
    }

    /** Bytes of all objects that live, after a collection; 0 for a server that has no heap. */
    private long heap() throws IOException {
        long sum = 0;
        for (String line : peer.isOurs() ? histogram() : List.<String>of()) {
            String[] words = line.strip().split(" +");
            if (words[0].endsWith(":") && words.length > 3 && !words[3].contains("Filler")) { // which fills what was freed
                sum += Long.parseLong(words[2]);
            }
        }
        return sum;
    }

    private List<String> histogram() throws IOException {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/jcmd", Long.toString(java()), "GC.class_histogram")
                .start();
        return process.inputReader().lines().toList();
    }

    /** The Java process below the script that started it, or itself. */
    private long java() {
        return ProcessHandle.of(peer.pid()).stream()
                .flatMap(process -> java.util.stream.Stream.concat(java.util.stream.Stream.of(process), process.descendants()))
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .mapToLong(ProcessHandle::pid)
                .findFirst()
                .orElse(peer.pid());
    }

    /** Of all processes: what they share counts once. */
    private long kibibytes() throws IOException {
        long sum = proportional(peer.pid());
        for (ProcessHandle process : ProcessHandle.of(peer.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList()) {
            sum += proportional(process.pid());
        }
        return sum;
    }

    private static long proportional(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException ended) {
            return 0;
        }
    }
}

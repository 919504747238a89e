package load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * 10 KB messages at 1, 10 and 50 connections, against Postfix and Dovecot in turn.
 *
 * <p>{@code SmtpBench ROUNDS FOLDER [PEERS]}: PEERS is the script that starts them; without it Mailbay is measured alone.
 */
public final class SmtpBench {
    private static final int USERS = 10;
    private static final int SIZE = 10_240;
    private static final int[] CONNECTIONS = {1, 10, 50};
    private static final int PACED_PER_SECOND = 20;
    private static final int PACED = 600;

    /** How many messages a user has. */
    private interface Box {
        int total() throws IOException;
    }

    /** Whom to send to, who pays for it, and where it is seen. */
    private record Target(String name, Sending sending, List<Cpu> cpus, List<Box> boxes) {
        double cpu() throws IOException {
            double sum = 0;
            for (Cpu cpu : cpus) {
                sum += cpu.millis();
            }
            return sum;
        }

        int visible() throws IOException {
            int sum = 0;
            for (Box box : boxes) {
                sum += box.total();
            }
            return sum;
        }
    }

    private final Map<String, List<Double>> seen = new LinkedHashMap<>();

    private SmtpBench() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        Path folder = Path.of(arguments[1]).toAbsolutePath();
        Path peers = arguments.length > 2 ? Path.of(arguments[2]).toAbsolutePath() : null;
        Files.createDirectories(folder);
        SmtpBench bench = new SmtpBench();
        Messages messages = new Messages(SIZE);
        try (Server server = new Server(folder.resolve("data"))) {
            server.accounts(USERS);
            Target ours = ours(server, messages);
            List<Target> targets = new ArrayList<>(List.of(ours));
            if (peers != null) {
                targets.add(peers(peers, folder.resolve("peers"), messages));
            }
            try {
                // A virtual machine compiles what is hot; a mail server runs for weeks.
                bench.warm(ours, 10_000);
                for (Target target : targets) {
                    bench.warm(target, 300);
                }
                for (int round = 1; round <= rounds; round++) {
                    for (int connections : CONNECTIONS) {
                        for (Target target : targets) {
                            bench.measure(target, connections, round);
                        }
                    }
                }
                bench.paced(server, messages);
            } finally {
                if (peers != null) {
                    script(peers, folder.resolve("peers"), "stop");
                }
            }
        }
        bench.report(peers != null);
    }

    private static Target ours(Server server, Messages messages) throws IOException {
        List<Box> boxes = new ArrayList<>();
        for (int user = 1; user <= USERS; user++) {
            boxes.add(new Jmap(server.httpPort(), Server.address(user), Server.PASSWORD)::total);
        }
        return new Target(
                "Mailbay", new Sending(server.smtpPort(), messages, USERS), List.of(new Cpu(server.pid())), boxes);
    }

    private static Target peers(Path script, Path folder, Messages messages) throws Exception {
        String[] words = script(script, folder, "start").strip().split(" ");
        List<Box> boxes = new ArrayList<>();
        for (int user = 1; user <= USERS; user++) {
            boxes.add(new Imap(Integer.parseInt(words[1]), Server.address(user), Server.PASSWORD)::total);
        }
        return new Target(
                "Postfix+Dovecot",
                new Sending(Integer.parseInt(words[0]), messages, USERS),
                List.of(new Cpu(Long.parseLong(words[2])), new Cpu(Long.parseLong(words[3]))),
                boxes);
    }

    private static String script(Path script, Path folder, String verb) throws Exception {
        Process process = new ProcessBuilder("bash", script.toString(), folder.toString(), verb)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolveSibling("peers.log").toFile()))
                .start();
        String output = process.inputReader().readLine();
        if (process.waitFor() != 0) {
            throw new IOException(script + " " + verb + " failed; see peers.log");
        }
        return output == null ? "" : output;
    }

    private void warm(Target target, int count) throws Exception {
        for (int connections : CONNECTIONS) {
            target.sending().run(connections, connections == 1 ? count / 5 : count);
        }
        for (int before = -1, now = target.visible(); now != before; now = target.visible()) {
            before = now;
            Thread.sleep(2_000);
        }
    }

    private void measure(Target target, int connections, int round) throws Exception {
        int count = connections == 1 ? 1_000 : 3_000;
        int before = target.visible();
        double cpu = target.cpu();
        long begun = System.nanoTime();
        long accepted = target.sending().run(connections, count);
        while (target.visible() < before + count) {
            Thread.sleep(5);
        }
        long visible = System.nanoTime() - begun;
        double spent = (target.cpu() - cpu) / count;
        note(target.name(), connections, "accepted/s", count * 1e9 / accepted);
        note(target.name(), connections, "visible/s", count * 1e9 / visible);
        note(target.name(), connections, "CPU ms", spent);
        System.out.printf(
                "round %d, %2d connections, %-15s %5.0f accepted/s, %5.0f visible/s, %.2f ms CPU each%n",
                round, connections, target.name(), count * 1e9 / accepted, count * 1e9 / visible, spent);
    }

    /** From the 250 to the state event, one message after the other. */
    private void paced(Server server, Messages messages) throws Exception {
        Jmap jmap = new Jmap(server.httpPort(), Server.address(1), Server.PASSWORD);
        double[] millis = new double[PACED];
        SynchronousQueue<Long> events = new SynchronousQueue<>();
        try (Lines stream = jmap.events();
                Smtp smtp = new Smtp(server.smtpPort())) {
            Thread reader = Thread.ofPlatform().daemon().name("events").start(() -> {
                try {
                    while (true) {
                        if (stream.read().startsWith("data:")) {
                            events.put(System.nanoTime());
                        }
                    }
                } catch (IOException | InterruptedException over) {
                    return;
                }
            });
            for (int i = -20; i < PACED; i++) {
                smtp.send(Server.address(1), messages.get(i, Sending.nextId()));
                long acknowledged = System.nanoTime();
                Long event = events.poll(10, TimeUnit.SECONDS);
                if (event == null) {
                    throw new IOException("no event within 10 s");
                }
                if (i >= 0) {
                    millis[i] = Math.max(0, (event - acknowledged) / 1e6);
                }
                Thread.sleep(1_000 / PACED_PER_SECOND);
            }
            reader.interrupt();
        }
        Arrays.sort(millis);
        System.out.printf(
                "paced at most %d/s: from the 250 to the state event p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                PACED_PER_SECOND, millis[PACED / 2], millis[PACED * 99 / 100], millis[PACED - 1]);
    }

    private void note(String target, int connections, String what, double value) {
        seen.computeIfAbsent(target + " " + connections + " " + what, key -> new ArrayList<>())
                .add(value);
    }

    private double median(String target, int connections, String what) {
        double[] values = sorted(target, connections, what);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    private double[] sorted(String target, int connections, String what) {
        return seen.get(target + " " + connections + " " + what).stream()
                .mapToDouble(value -> value)
                .sorted()
                .toArray();
    }

    private void report(boolean compared) {
        System.out.println("\nmedian (lowest to highest)");
        seen.keySet().forEach(key -> {
            String[] words = key.split(" ", 3);
            int connections = Integer.parseInt(words[1]);
            double[] values = sorted(words[0], connections, words[2]);
            System.out.printf(
                    "%-16s %2d connections %-10s %8.2f  (%.2f to %.2f)%n",
                    words[0],
                    connections,
                    words[2],
                    median(words[0], connections, words[2]),
                    values[0],
                    values[values.length - 1]);
        });
        if (compared) {
            for (int connections : CONNECTIONS) {
                System.out.printf(
                        "%2d connections: visible here / accepted by Postfix = %.2f, / visible in Dovecot = %.2f%n",
                        connections,
                        median("Mailbay", connections, "visible/s")
                                / median("Postfix+Dovecot", connections, "accepted/s"),
                        median("Mailbay", connections, "visible/s")
                                / median("Postfix+Dovecot", connections, "visible/s"));
            }
        }
    }
}

package org.mailbay.itests.imap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.mailbay.itests.imap.Dialogue.Place;
import org.mailbay.itests.server.Ports;

/** An IMAP server of others on this machine: started for a test by the script that the administrator has for it. */
final class Peer implements AutoCloseable {
    private static final int PATIENCE = 15_000; // who failed to log in waits
    private static final int USERS = 400;
    private static final String PASSWORD = "pw";

    private final String name;
    private final Path script;
    private final Map<String, String> environment;
    private final int port;
    private int next = 1;

    private Peer(String name, Path script, Map<String, String> environment, int port) {
        this.name = name;
        this.script = script;
        this.environment = environment;
        this.port = port;
    }

    /**
     * Starts it.
     *
     * @param data a folder that other users of the machine may enter
     * @return null when it is not installed here
     */
    static Peer start(String name, Path scripts, Path data) throws IOException, InterruptedException {
        Path script = scripts.resolve(name + ".sh");
        if (!Files.isRegularFile(script)) {
            return null;
        }
        int port = Ports.free();
        String prefix = name.toUpperCase(java.util.Locale.ROOT);
        Map<String, String> environment = Map.of(
                "PEER_ROOT",
                data.toString(),
                "PEER_USERS",
                Integer.toString(USERS),
                prefix + "_IMAP_PORT",
                Integer.toString(port),
                prefix + "_LMTP_PORT",
                Integer.toString(Ports.free()),
                prefix + "_HTTP_PORT",
                Integer.toString(Ports.free()));
        Peer peer = new Peer(name, script, environment, port);
        return peer.run("start") == 0 ? peer : null;
    }

    private int run(String word) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString(), word)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return 1;
        }
        return process.exitValue();
    }

    String name() {
        return name;
    }

    /** Two users that nobody was before. */
    Place place() {
        if (next >= USERS) {
            throw new IllegalStateException("more scripts than users");
        }
        return new Place(port, 0, "u" + next++ + "@bench.test", "u" + next++ + "@bench.test", PASSWORD, PATIENCE);
    }

    /** What it can, as it tells who has logged in. */
    Set<String> capabilities() throws IOException {
        Place place = place();
        try (Wire wire = new Wire(port, PATIENCE)) {
            wire.hear();
            wire.say(Names.octets("a LOGIN " + place.user() + " " + PASSWORD + "\r\nb CAPABILITY\r\n"));
            List<String> words = new ArrayList<>();
            for (String response = wire.hear(); !response.startsWith("b "); response = wire.hear()) {
                if (response.startsWith("* CAPABILITY ")) {
                    words.addAll(List.of(response.split(" ")));
                }
            }
            return new TreeSet<>(words);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            run("stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

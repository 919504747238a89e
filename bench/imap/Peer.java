package imap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import load.Cpu;
import load.Server;

/**
 * A server that is measured. Users u1, u2 … of bench.test exist, with the password {@link Server#PASSWORD}.
 *
 * @param pid the process that all others of it descend from
 * @param isOurs whether it has a heap to look at, and is warmed up before it is measured
 */
record Peer(String name, int port, long pid, boolean isOurs, AutoCloseable end) implements AutoCloseable {
    static final int USERS = 20;

    private static final int WAIT_MILLIS = 1_000;
    private static final int MOST_WAITS = 300;

    /**
     * This server; an absent folder is made.
     *
     * @param more configuration than that it takes many connections
     */
    static Peer mailbay(String name, Path data, Path checkout, String more) throws IOException {
        boolean isNew = Files.notExists(data);
        Files.createDirectories(data.resolve("etc"));
        Files.writeString(
                data.resolve("etc/mailbay.toml"), "[net.listener.imap]\nmaxConnections = 20000\n" + more + "\n");
        Server server = new Server(data, checkout);
        if (isNew) {
            server.accounts(USERS);
        }
        return new Peer(name, server.imapPort(), server.pid(), true, server);
    }

    /** A server that a script starts in a folder; its start prints the port of IMAP and the process last. */
    static Peer script(String name, Path script, Path folder) throws IOException {
        String[] words = run(script, folder, "start").strip().split(" ");
        int port = Integer.parseInt(words[words.length - 2]);
        Peer peer = new Peer(
                name, port, Long.parseLong(words[words.length - 1]), false, () -> run(script, folder, "stop"));
        for (int user = 1; user <= USERS; user++) {
            peer.login(user).close(); // which makes the inbox
        }
        return peer;
    }

    private static String run(Path script, Path folder, String verb) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString(), folder.toString(), verb)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Path.of(folder + ".log").toFile()));
        builder.environment().put("USERS", Integer.toString(USERS));
        Process process = builder.start();
        String output = process.inputReader().readLine();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(script + " " + verb + " failed; see " + folder + ".log");
        }
        return output == null ? "" : output;
    }

    /** A connection of a user. */
    Client login(int user) throws IOException {
        Client client = new Client(port);
        client.command("LOGIN u" + user + "@" + Server.DOMAIN + " " + Server.PASSWORD);
        return client;
    }

    /** Returns when it has nothing to do any more, such as to index what came in: that is not to be part of what comes next. */
    void settle() throws IOException, InterruptedException {
        for (int i = 0; i < MOST_WAITS; i++) {
            double before = cpu().millis();
            Thread.sleep(WAIT_MILLIS);
            if (cpu().millis() - before < WAIT_MILLIS / 20.0) {
                return;
            }
        }
    }

    Cpu cpu() {
        return new Cpu(pid);
    }

    @Override
    public void close() throws Exception {
        end.close();
    }
}

package org.mailbay.itests.sync;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.mailbay.itests.server.Ports;
import org.mailbay.itests.server.Server;

/** Dovecot (Debian), as the benchmark of IMAP starts it. It runs as users of its own, so only root can. */
final class Dovecot implements AutoCloseable {
    static final String USER = "u1@bench.test";
    static final String PASSWORD = "benchmark";

    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;
    private final int port;

    private Dovecot(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /**
     * Starts it, or skips the test.
     *
     * @param folder that other users may enter; removed in the end
     */
    static Dovecot start(Path folder) throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/dovecot"))
                        && Files.exists(Path.of("/usr/lib/dovecot/imap"))
                        && System.getProperty("user.name").equals("root"),
                "Dovecot is not installed, or this is not root; .ci/run installs it");
        Dovecot dovecot = new Dovecot(folder, Ports.free());
        dovecot.run("start");
        return dovecot;
    }

    private void run(String verb) throws IOException, InterruptedException {
        Path script = Server.home().resolve("../../../bench/imap/dovecot.sh").normalize();
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString(), folder.toString(), verb)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("DOVECOT_PORT", Integer.toString(port));
        builder.environment().put("USERS", "1");
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("dovecot.sh " + verb + ": " + Files.readString(folder.resolve("output")));
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        try {
            run("stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

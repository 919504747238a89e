package org.mailbay.itests.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The assembled server as a child process. Its ports are free ones, told by the lines it prints when it is ready.
 *
 * <p>Closing it kills it if it still runs: a test that cares how it stops calls {@link #stop} first.
 */
public final class Server implements AutoCloseable {
    private static final long READY_SECONDS = 120;
    private static final long STOP_SECONDS = 45;
    private static final String READY = "Mailbay is ready";

    private final Process process;
    private final Path data;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Server(Process process, Path data) {
        this.process = process;
        this.data = data;
        this.reader = Thread.ofPlatform().daemon().name("server-output").start(this::read);
    }

    /** Starts it and waits until it is ready. */
    public static Server start(Path data, String... options) throws IOException, InterruptedException {
        return ready(launch(data, options));
    }

    private static Server ready(Server server) throws IOException, InterruptedException {
        if (!server.awaitReady()) {
            server.close();
            throw new IOException("The server did not become ready:\n" + String.join("\n", server.output));
        }
        return server;
    }

    /** Starts it with further options of the JVM and waits until it is ready. */
    public static Server start(Path data, List<String> jvm, String... options)
            throws IOException, InterruptedException {
        return ready(launch(data, jvm, options));
    }

    /** Starts it on free ports, unless the data folder has a configuration file of the test's own. */
    public static Server launch(Path data, String... options) throws IOException {
        return launch(data, List.of(), options);
    }

    private static Server launch(Path data, List<String> jvm, String... options) throws IOException {
        Path file = data.resolve("etc/mailbay.toml");
        if (!Files.exists(file)) {
            configure(data, "");
        }
        Path home = home();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(javaOptions(home));
        command.addAll(jvm);
        command.add("-Dmailbay.ready.seconds=" + READY_SECONDS);
        command.addAll(List.of("-cp", home.resolve("lib") + "/*", "org.mailbay.launcher.Main"));
        command.addAll(List.of("--home", home.toString(), "--data", data.toString()));
        command.addAll(List.of(options));
        return new Server(new ProcessBuilder(command).redirectErrorStream(true).start(), data);
    }

    /** Writes the configuration file: free ports, bundles as they are built, and what the test adds. */
    public static void configure(Path data, String more) throws IOException {
        Files.createDirectories(data.resolve("etc"));
        Files.writeString(
                data.resolve("etc/mailbay.toml"),
                "[http]\nport = 0\ntlsPort = 0\n\n"
                        + Stream.of("smtp", "submission", "submissions", "lmtp", "imap", "imaps", "pop3", "pop3s")
                                .map(listener -> "[net.listener." + listener + "]\nephemeral = true\n\n")
                                .collect(Collectors.joining())
                        + "[features]\nallowUnsigned = true\n\n"
                        + more);
    }

    /** Where the server was assembled: {@code -Dmailbay.home}, or found from the current folder upwards. */
    public static Path home() {
        String given = System.getProperty("mailbay.home");
        if (given != null) {
            return Path.of(given).toAbsolutePath();
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path home = folder.resolve("runtime/target/mailbay");
            if (Files.isDirectory(home.resolve("bundles"))) {
                return home;
            }
        }
        throw new IllegalStateException(
                "No assembled server above " + Path.of("").toAbsolutePath());
    }

    /** The jar of a bundle as it is shipped. */
    public static Path bundle(String name) {
        return home().resolve("bundles/org.mailbay." + name + ".jar");
    }

    private static List<String> javaOptions(Path home) throws IOException {
        return Files.readAllLines(home.resolve("jvm.options")).stream()
                .map(line -> line.strip().replace("@SERVER@", home.toString()))
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(output::add);
        } catch (UncheckedIOException | IOException e) {
            output.add("(output ended: " + e.getMessage() + ")");
        }
    }

    private boolean awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS + 10);
        while (System.nanoTime() < deadline) {
            if (isReady()) {
                return true;
            }
            if (!process.isAlive()) {
                reader.join(5_000);
                return isReady();
            }
            Thread.sleep(20);
        }
        return false;
    }

    private boolean isReady() {
        return output.stream().anyMatch(line -> line.startsWith(READY));
    }

    /** The port that a ready line names, such as {@code http}, {@code https} or {@code smtp}. */
    public int port(String name) {
        return output.stream()
                .filter(line -> line.startsWith(name + " 127.0.0.1:"))
                .map(line -> line.substring(line.indexOf(':') + 1).split(" ", 2)[0])
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no line of " + name + " in " + output));
    }

    public Path data() {
        return data;
    }

    /** Both of its outputs, line by line; complete once the process has ended. */
    public List<String> output() {
        return output;
    }

    public String text() {
        return String.join("\n", output);
    }

    public ProcessStatus status() {
        return new ProcessStatus(process.pid());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to stop (SIGTERM) and gives its exit code. */
    public int stop() throws InterruptedException {
        process.toHandle().destroy();
        return awaitExit();
    }

    /** Waits until it has ended by itself and gives its exit code. */
    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(READY_SECONDS + STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
            throw new IllegalStateException("The server did not end:\n" + text());
        }
        reader.join(5_000);
        return process.exitValue();
    }

    /** Ends it at once (SIGKILL). */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        reader.join(5_000);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

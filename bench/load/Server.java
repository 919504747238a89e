package load;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A Mailbay that this benchmark starts, measures and ends: a child process with a data folder and ports of its own. */
public final class Server implements AutoCloseable {
    public static final String DOMAIN = "bench.test";
    public static final String PASSWORD = "benchmark";

    private final Path data;
    private final Path checkout;
    private final int base;
    private Process process;

    /** Starts a server on {@code data}, which is made when it is absent. */
    public Server(Path data) throws IOException {
        this(data, Path.of(""));
    }

    /** Starts the server of another checkout. */
    public Server(Path data, Path checkout) throws IOException {
        this.data = data;
        this.checkout = checkout.toAbsolutePath();
        this.base = freeBase();
        start();
    }

    /** A base above which the ports that matter are free. */
    private static int freeBase() throws IOException {
        for (int base = 21_000; base < 60_000; base += 500) {
            try (ServerSocket smtp = new ServerSocket(base + 25);
                    ServerSocket imap = new ServerSocket(base + 143);
                    ServerSocket http = new ServerSocket(base + 80);
                    ServerSocket https = new ServerSocket(base + 443)) {
                return base;
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no free ports");
    }

    /** Starts it, again; returns when it is ready. */
    void start() throws IOException {
        Path log = data.resolveSibling(data.getFileName() + ".log");
        process = new ProcessBuilder(checkout.resolve("mailbay").toString(), "run", "--data", data.toString(), "--ports", Integer.toString(base))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        BufferedReader output = process.inputReader();
        Thread.ofPlatform().daemon().name("output").start(() -> {
            output.lines().forEach(line -> {
                if (line.startsWith("Mailbay is ready")) {
                    ready.complete(true);
                }
            });
            ready.complete(false);
        });
        if (!ready.completeOnTimeout(false, 10, TimeUnit.MINUTES).join()) {
            throw new IOException("the server did not become ready; see " + log);
        }
    }

    /** As a power cut for the process. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    public long pid() {
        return process.pid();
    }

    public int imapPort() {
        return base + 143;
    }

    public int smtpPort() {
        return base + 25;
    }

    public int httpPort() {
        return base + 80;
    }

    /** Makes the accounts u1 to u{@code count}. */
    public void accounts(int count) throws IOException {
        Admin admin = new Admin(
                httpPort(), Files.readString(data.resolve("admin.token")).strip());
        admin.post("domains", "{\"name\":\"" + DOMAIN + "\"}");
        for (int user = 1; user <= count; user++) {
            admin.post("accounts", "{\"address\":\"" + address(user) + "\",\"password\":\"" + PASSWORD + "\"}");
        }
    }

    static String address(int user) {
        return "u" + user + "@" + DOMAIN;
    }

    /** What {@code GET /admin/v1/PATH} says. */
    String admin(String path) throws IOException {
        return new Admin(
                        httpPort(),
                        Files.readString(data.resolve("admin.token")).strip())
                .get(path);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 40, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }
}

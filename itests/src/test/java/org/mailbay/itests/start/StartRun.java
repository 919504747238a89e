package org.mailbay.itests.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import org.mailbay.itests.server.Server;

/** Starts the server again and again on one data folder, the first time cold, and says what it took. */
public final class StartRun {
    private static final Duration BAR_CPU = Duration.ofSeconds(5);
    private static final long BAR_MIB = 256;
    private static final int STARTS = 5;
    private static final int IDLE_MILLIS = 10_000;

    private StartRun() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("mailbay-start");
        boolean missed = false;
        for (int i = 0; i < STARTS; i++) {
            long begun = System.nanoTime();
            try (Server server = Server.start(work.resolve("data"), "--demo")) {
                long millis = (System.nanoTime() - begun) / 1_000_000;
                Duration cpu = server.status().cpu();
                Thread.sleep(IDLE_MILLIS);
                long resident = server.status().residentMib();
                System.out.printf(
                        Locale.ROOT,
                        "%-5s ready after %5d ms and %5d ms of CPU; idle at %d MiB%n",
                        i == 0 ? "first" : "warm",
                        millis,
                        cpu.toMillis(),
                        resident);
                missed |= i > 0 && cpu.compareTo(BAR_CPU) > 0 || resident > BAR_MIB;
                server.stop();
            }
        }
        try (var files = Files.walk(work)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
        System.out.println(
                missed ? "MISSED: 5 s of CPU warm, 256 MiB idle." : "Within 5 s of CPU warm and 256 MiB idle.");
        System.exit(missed ? 1 : 0);
    }
}

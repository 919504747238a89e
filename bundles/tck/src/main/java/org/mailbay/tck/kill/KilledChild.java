package org.mailbay.tck.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Runs a main class of the test's class path in a JVM of its own and kills it (SIGKILL) some time after it said {@link #READY}. */
public final class KilledChild {
    /** The line that the child prints when its work begins; each line of it in one write, as {@code Seed.print} does. */
    public static final String READY = "ready";

    private static final int KILLED = 128 + 9;

    private KilledChild() {}

    /**
     * Starts, hears, kills; fails when the child ended in another way.
     *
     * @param mostMillis from {@link #READY} to the kill at most; chance decides, a tenth of it at least
     * @param ear is given every line of the child but {@link #READY}; false when it is none of its own, then it is shown on failure
     */
    public static void run(Class<?> main, List<String> arguments, Random random, int mostMillis, Predicate<String> ear)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(arguments);
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder other = new StringBuilder();
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(READY)) {
                    killLater(child.toHandle(), random.nextInt(mostMillis / 10, mostMillis));
                } else if (!ear.test(line)) {
                    other.append(line).append('\n');
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(child.exitValue()).as(other.toString()).isEqualTo(KILLED);
    }

    /** By its handle: Process.destroyForcibly would close the pipe with what the child wrote before. */
    private static void killLater(ProcessHandle child, int millis) {
        Thread.ofPlatform().daemon().name("killer").start(() -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            child.destroyForcibly();
        });
    }
}

package org.mailbay.master.key;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program that prints the keys: asks a vault, a hardware module, a cloud's key service. No shell is involved. */
record CommandSource(List<String> command, Duration limit, Executor threads) implements KeySource {
    private static final int LONGEST_COMPLAINT = 500;
    private static final int GRACE_SECONDS = 2;

    @Override
    public String name() {
        return "command " + command.getFirst();
    }

    @Override
    public String read() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        try {
            process.getOutputStream().close();
            CompletableFuture<String> output = reading(process.getInputStream(), LONGEST + 1);
            CompletableFuture<String> complaint = reading(process.getErrorStream(), LONGEST_COMPLAINT);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("it did not end within " + limit.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException("it ended with " + process.exitValue() + ": " + oneLine(get(complaint)));
            }
            String keys = get(output);
            if (keys.length() > LONGEST) {
                throw new IOException("it printed more than " + LONGEST + " bytes");
            }
            return keys;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Reads to the end, so that the program never waits, and keeps {@code most} bytes. */
    private CompletableFuture<String> reading(InputStream in, int most) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (in) {
                        byte[] kept = in.readNBytes(most);
                        in.transferTo(OutputStream.nullOutputStream());
                        return new String(kept, StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        return "";
                    }
                },
                threads);
    }

    private static String get(CompletableFuture<String> text) throws IOException, InterruptedException {
        try {
            return text.get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a program that it started keeps its output open", e);
        }
    }

    private static String oneLine(String complaint) {
        String line = complaint.strip().replaceAll("\\p{Cntrl}+", " | ");
        return line.isEmpty() ? "it said nothing on standard error" : line;
    }
}

package org.mailbay.itests.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What the operating system and the JDK's own tools tell of a running server. */
public record ProcessStatus(long pid) {
    /** A class, the number of a hidden one, its loader. */
    private static final Pattern CLASS = Pattern.compile("([\\w.$]+)(?:/0x[0-9a-f]+)?/(0x[0-9a-f]+)( .*)?$");

    /** Memory that is resident, in MiB; 0 where there is no /proc. */
    public long residentMib() throws IOException {
        Path status = Path.of("/proc/" + pid + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** Threads of the operating system; 0 where there is no /proc. */
    public int threads() throws IOException {
        return entries("task");
    }

    /** Open file descriptors; 0 where there is no /proc. */
    public int descriptors() throws IOException {
        return entries("fd");
    }

    private int entries(String folder) throws IOException {
        Path entries = Path.of("/proc/" + pid + "/" + folder);
        if (!Files.exists(entries)) {
            return 0;
        }
        try (var list = Files.list(entries)) {
            return (int) list.count();
        }
    }

    public Duration cpu() {
        return ProcessHandle.of(pid).flatMap(p -> p.info().totalCpuDuration()).orElse(Duration.ZERO);
    }

    /** Runs the garbage collector, classes included. */
    public void collect() throws IOException, InterruptedException {
        jcmd("GC.run");
    }

    /**
     * How many class loaders have classes of a package: as many as there are revisions of its bundle in memory.
     *
     * @param packageName such as {@code org.mailbay.smtp}; packages below it count as well
     */
    public int classLoaders(String packageName) throws IOException, InterruptedException {
        Set<String> loaders = new HashSet<>();
        for (String line : jcmd("VM.class_hierarchy")) {
            var matcher = CLASS.matcher(line);
            if (matcher.find() && matcher.group(1).startsWith(packageName + ".")) {
                loaders.add(matcher.group(2));
            }
        }
        return loaders.size();
    }

    private List<String> jcmd(String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>();
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("jcmd " + command + " failed: " + String.join(" ", lines));
        }
        return lines;
    }
}

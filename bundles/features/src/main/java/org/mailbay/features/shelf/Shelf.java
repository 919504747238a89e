package org.mailbay.features.shelf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code features} of the data folder: jars by their hash, what the launcher starts ({@code active.tsv}), what it does not
 * start ({@code disabled.tsv}), what ran before ({@code history.tsv}, the newest last), and which bundles came together as a feature
 * ({@code together.tsv}).
 *
 * <p>Files are replaced as a whole and are on the disk when a method returns.
 */
public final class Shelf {
    private static final String ACTIVE = "active.tsv";
    private static final String HISTORY = "history.tsv";
    private static final String DISABLED = "disabled.tsv";
    private static final String TOGETHER = "together.tsv";
    private static final int MOST_HISTORY = 5;

    private final Path folder;
    private final Map<String, String> active = new TreeMap<>();
    private final Map<String, Deque<Former>> history = new TreeMap<>();
    private final Set<String> disabled = new TreeSet<>();
    private final Map<String, Set<String>> together = new TreeMap<>();
    private final Supplier<Set<Path>> running;

    /**
     * A jar that ran before.
     *
     * @param path below the folder
     * @param shipped whether it came with the server, rather than from an operator
     */
    public record Former(String path, String version, boolean shipped) {}

    /**
     * What takes effect with the next start, if not at once.
     *
     * @param former what ran until now; null when nothing did
     */
    public record Change(String name, String path, @Nullable Former former) {}

    /** @param running jars that bundles run from, which are no rubbish even when nothing names them */
    public Shelf(Path folder, Supplier<Set<Path>> running) throws IOException {
        this.running = running;
        this.folder = Files.createDirectories(folder);
        Files.createDirectories(folder.resolve("jars"));
        for (String[] cells : rows(ACTIVE, 2)) {
            active.put(cells[0], cells[1]);
        }
        for (String[] cells : rows(HISTORY, 4)) {
            history.computeIfAbsent(cells[0], name -> new ArrayDeque<>())
                    .addLast(new Former(cells[1], cells[2], cells[3].equals("shipped")));
        }
        for (String[] cells : rows(DISABLED, 1)) {
            disabled.add(cells[0]);
        }
        for (String[] cells : rows(TOGETHER, 2)) {
            together.computeIfAbsent(cells[0], id -> new TreeSet<>()).add(cells[1]);
        }
    }

    /** Where a jar lies, relative to the folder; puts it there. */
    public synchronized String put(String sha256, byte[] bytes) throws IOException {
        String path = "jars/" + sha256 + ".jar";
        if (!Files.exists(folder.resolve(path))) {
            replace(folder.resolve(path), bytes);
        }
        return path;
    }

    public Path resolve(String path) {
        return folder.resolve(path);
    }

    /** What runs instead of, or beside, what was shipped: path by symbolic name. */
    public synchronized Map<String, String> active() {
        return Map.copyOf(active);
    }

    /** What {@link #undo} would go back to. */
    public synchronized Optional<Former> former(String name) {
        Deque<Former> formers = history.get(name);
        return formers == null ? Optional.empty() : Optional.of(formers.getLast());
    }

    /** Names of bundles that are not to run. */
    public synchronized Set<String> disabled() {
        return Set.copyOf(disabled);
    }

    /** What came as one: names of bundles by the feature's id. */
    public synchronized Map<String, Set<String>> together() {
        Map<String, Set<String>> copy = new TreeMap<>();
        together.forEach((id, names) -> copy.put(id, new TreeSet<>(names)));
        return copy;
    }

    /** From the next start on these run. */
    public synchronized void activate(Collection<Change> changes) throws IOException {
        Map<String, String> before = new TreeMap<>(active);
        for (Change change : changes) {
            if (change.former() != null) {
                Deque<Former> formers = history.computeIfAbsent(change.name(), key -> new ArrayDeque<>());
                formers.addLast(change.former());
                if (formers.size() > MOST_HISTORY) {
                    formers.removeFirst();
                }
            }
            active.put(change.name(), change.path());
        }
        // First the way back, then the way on: a crash between the two loses neither.
        write(HISTORY, historyRows());
        writeActive(before);
        sweep();
    }

    /** What was installed under {@code name} is no longer started, and there is no way back to it. */
    public synchronized void forget(String name) throws IOException {
        Map<String, String> before = new TreeMap<>(active);
        active.remove(name);
        writeActive(before);
        history.remove(name);
        write(HISTORY, historyRows());
        sweep();
    }

    /** From the next start on the bundle {@code name} runs, or does not. */
    public synchronized void disable(String name, boolean disable) throws IOException {
        Set<String> before = new TreeSet<>(disabled);
        if (disable ? disabled.add(name) : disabled.remove(name)) {
            try {
                write(DISABLED, List.copyOf(disabled));
            } catch (IOException e) {
                disabled.clear();
                disabled.addAll(before);
                throw e;
            }
        }
    }

    /** These bundles came as one; none: they are gone. */
    public synchronized void join(String id, Set<String> names) throws IOException {
        if (names.isEmpty()) {
            together.remove(id);
        } else {
            together.put(id, new TreeSet<>(names));
        }
        List<String> rows = new ArrayList<>();
        together.forEach((key, members) -> members.forEach(name -> rows.add(key + "\t" + name)));
        write(TOGETHER, rows);
    }

    /** From the next start on the former revision runs again. */
    public synchronized void undo(String name) throws IOException {
        Map<String, String> before = new TreeMap<>(active);
        Former former = former(name).orElseThrow();
        if (former.shipped()) {
            active.remove(name);
        } else {
            active.put(name, former.path());
        }
        writeActive(before);
        Deque<Former> formers = history.get(name);
        formers.removeLast();
        if (formers.isEmpty()) {
            history.remove(name);
        }
        write(HISTORY, historyRows());
    }

    private void writeActive(Map<String, String> before) throws IOException {
        List<String> rows = new ArrayList<>();
        active.forEach((name, path) -> rows.add(name + "\t" + path));
        try {
            write(ACTIVE, rows);
        } catch (IOException e) {
            active.clear();
            active.putAll(before);
            throw e;
        }
    }

    private List<String> historyRows() {
        List<String> rows = new ArrayList<>();
        history.forEach((name, formers) -> formers.forEach(former -> rows.add(name + "\t" + former.path() + "\t"
                + former.version() + "\t" + (former.shipped() ? "shipped" : "installed"))));
        return rows;
    }

    /** Removes jars that nothing names any more. */
    public synchronized void sweep() throws IOException {
        Set<String> named = new HashSet<>(active.values());
        Set<Path> used = running.get();
        history.values().forEach(formers -> formers.forEach(former -> named.add(former.path())));
        try (var files = Files.list(folder.resolve("jars"))) {
            files.filter(file -> !named.contains("jars/" + file.getFileName()) && !used.contains(file))
                    .forEach(file -> {
                        try {
                            Files.delete(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private List<String[]> rows(String file, int columns) throws IOException {
        Path path = folder.resolve(file);
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.exists(path) ? Files.readAllLines(path) : List.<String>of()) {
            String[] cells = line.split("\t");
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (cells.length != columns) {
                throw new IOException(path + ": not " + columns + " columns: " + line);
            }
            rows.add(cells);
        }
        return rows;
    }

    private void write(String file, List<String> rows) throws IOException {
        String text = rows.isEmpty() ? "" : String.join("\n", rows) + "\n";
        replace(folder.resolve(file), text.getBytes(StandardCharsets.UTF_8));
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Path next = file.resolveSibling("." + file.getFileName() + ".next");
        try (FileChannel out = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            out.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(parent, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}

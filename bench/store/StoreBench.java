package store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Measures the store in one process.
 *
 * <p>{@code StoreBench FOLDER [all | writes [SECONDS [ROUNDS]] | growth [SIZE…] | search [SIZE…]]}
 */
public final class StoreBench {
    private static final int[] SIZES = {10_000, 100_000, 1_000_000};

    private StoreBench() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
        String part = arguments.length > 1 ? arguments[1] : "all";
        List<String> rest = Arrays.asList(arguments).subList(Math.min(2, arguments.length), arguments.length);
        int[] sizes = rest.isEmpty() || part.equals("writes")
                ? SIZES
                : rest.stream().mapToInt(Integer::parseInt).toArray();
        switch (part) {
            case "all" -> {
                writes(folder.resolve("writes"), 6, 5);
                growth(folder, SIZES);
                search(folder, SIZES);
            }
            case "writes" ->
                writes(
                        folder.resolve("writes"),
                        rest.isEmpty() ? 6 : Integer.parseInt(rest.getFirst()),
                        rest.size() < 2 ? 5 : Integer.parseInt(rest.get(1)));
            case "growth" -> growth(folder, sizes);
            case "search" -> search(folder, sizes);
            default -> throw new IllegalArgumentException("all, writes, growth or search, not " + part);
        }
    }

    private static void writes(Path data, int seconds, int rounds) throws Exception {
        Figures figures = new Figures();
        try (Stores stores = Stores.open(data)) {
            Writes warm = new Writes(stores, data, Duration.ofSeconds(seconds), new Figures());
            warm.commits(16);
            warm.ingest(8);
            Writes writes = new Writes(stores, data, Duration.ofSeconds(seconds), figures);
            for (int round = 0; round < rounds; round++) {
                writes.commits(1);
                writes.commits(16);
                for (int producers : new int[] {1, 8, 32}) {
                    writes.ingest(producers);
                }
            }
        }
        figures.print("writes, " + rounds + " rounds of " + seconds + " s");
    }

    private static void growth(Path folder, int[] sizes) throws Exception {
        Figures figures = new Figures();
        for (int size : sizes) {
            new Growth(folder.resolve("growth-" + size), figures, size).run();
        }
        figures.print("one account");
    }

    private static void search(Path folder, int[] sizes) throws Exception {
        Figures figures = new Figures();
        for (int size : sizes) {
            new Searches(folder.resolve("search-" + size), figures, size).run();
        }
        figures.print("search, ms");
    }
}

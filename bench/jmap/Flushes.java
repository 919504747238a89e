package jmap;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What the disk does meanwhile: as many bytes as a small commit has, written into a file that has its blocks and flushed. */
final class Flushes implements Closeable {
    private static final int BYTES = 600;
    private static final int COUNT = 200;

    private final Path path;
    private final FileChannel file;
    private final List<Double> rounds = new ArrayList<>();

    /** With a file of its own, which goes with it. */
    Flushes(Path path) throws IOException {
        this.path = path;
        file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        file.write(ByteBuffer.allocate(BYTES * COUNT));
        file.force(true);
    }

    /** One more round. */
    void measure() throws IOException {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            long begun = System.nanoTime();
            file.write(ByteBuffer.allocate(BYTES), (long) i * BYTES);
            file.force(false);
            millis.add((System.nanoTime() - begun) / 1e6);
        }
        millis.sort(null);
        rounds.add(millis.get(COUNT / 2));
    }

    void report() {
        if (!rounds.isEmpty()) {
            List<Double> sorted = rounds.stream().sorted().toList();
            System.out.printf(
                    "%na flush of %d bytes, right before keywords were set: %.3f ms (medians of %d rounds, %.3f to %.3f)%n",
                    BYTES, sorted.get(sorted.size() / 2), sorted.size(), sorted.getFirst(), sorted.getLast());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
        Files.delete(path);
    }
}

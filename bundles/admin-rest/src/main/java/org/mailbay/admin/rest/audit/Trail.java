package org.mailbay.admin.rest.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lines with numbers in files of about a mebibyte, of which the oldest go.
 *
 * <p>A line is on disk when {@link #append} returns. One that a crash cut short is cut off when the trail is opened. Thread-safe.
 */
final class Trail implements AutoCloseable {
    private static final int SEGMENT = 1 << 20;
    private static final String ENDING = ".jsonl";

    private final Path folder;
    private final long maxBytes;
    private @Nullable FileChannel last;
    private long next;

    /**
     * Opens or makes a trail.
     *
     * @param maxBytes how much is kept, about
     */
    Trail(Path folder, long maxBytes) throws IOException {
        this.folder = folder;
        this.maxBytes = maxBytes;
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        next = 1;
        List<Path> segments = segments();
        if (!segments.isEmpty()) {
            Path newest = segments.getLast();
            long whole = Files.size(newest) == 0 ? 0 : wholeLines(newest);
            next = first(newest) + Files.readAllLines(newest).size();
            FileChannel channel = FileChannel.open(newest, StandardOpenOption.WRITE);
            channel.position(whole);
            last = channel;
        }
    }

    /** Cuts off what has no end of line; how long the rest is. */
    private static long wholeLines(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end < bytes.length) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(end);
                channel.force(true);
            }
        }
        return end;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]{16}\\" + ENDING))
                    .sorted()
                    .toList();
        }
    }

    private static long first(Path segment) {
        return Long.parseLong(segment.getFileName().toString().substring(0, 16));
    }

    /** Makes a line of a number. */
    interface Line {
        byte[] of(long number);
    }

    /**
     * Adds a line.
     *
     * @throws IOException when it is not kept; what was written of it is cut off
     */
    synchronized void append(Line line) throws IOException {
        FileChannel channel = last;
        if (channel == null || channel.position() > SEGMENT) {
            channel = roll();
        }
        byte[] text = line.of(next);
        long before = channel.position();
        try {
            ByteBuffer buffer = ByteBuffer.allocate(text.length + 1)
                    .put(text)
                    .put((byte) '\n')
                    .flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(false);
            next++;
        } catch (IOException e) {
            channel.truncate(before);
            throw e;
        }
    }

    private FileChannel roll() throws IOException {
        close();
        FileChannel channel = FileChannel.open(
                folder.resolve(String.format(Locale.ROOT, "%016d", next) + ENDING),
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        last = channel;
        List<Path> segments = segments();
        long bytes = 0;
        for (int i = segments.size() - 1; i >= 0; i--) {
            bytes += Files.size(segments.get(i));
            if (bytes > maxBytes) {
                Files.delete(segments.get(i));
            }
        }
        return channel;
    }

    /** Looks at a line; false to see no more. */
    interface Reader {
        boolean see(long number, String line);
    }

    /**
     * Shows lines, the newest first.
     *
     * @param before only those with lower numbers
     * @param segmentsAtMost how many files are looked into; the number to go on before, when there are more, else 0
     */
    long read(long before, int segmentsAtMost, Reader reader) throws IOException {
        List<Path> segments;
        synchronized (this) {
            segments = segments();
        }
        int seen = 0;
        for (int i = segments.size() - 1; i >= 0; i--) {
            long first = first(segments.get(i));
            if (first >= before) {
                continue;
            }
            if (seen++ == segmentsAtMost) {
                return i + 1 < segments.size() ? first(segments.get(i + 1)) : before;
            }
            List<String> lines = new ArrayList<>();
            String text = Files.readString(segments.get(i), StandardCharsets.UTF_8);
            for (int start = 0, end; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
                lines.add(text.substring(start, end));
            }
            for (int at = lines.size() - 1; at >= 0; at--) {
                if (first + at < before && !reader.see(first + at, lines.get(at))) {
                    return 0;
                }
            }
        }
        return 0;
    }

    @Override
    public synchronized void close() throws IOException {
        FileChannel channel = last;
        last = null;
        if (channel != null) {
            channel.close();
        }
    }
}

package org.mailbay.blob.fs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Open files for reading segments, lent to one reader at a time, so that readers never wait for each other.
 *
 * <p>{@code RandomAccessFile}, because an interrupt does not close it. At most 64 idle ones are kept.
 */
final class ReadHandles implements AutoCloseable {
    private static final int IDLE = 64;

    private final LinkedHashMap<Path, ArrayDeque<RandomAccessFile>> idle = new LinkedHashMap<>(16, 0.75f, true);
    private int count;
    private boolean closed;

    /** Reads up to {@code length} bytes at {@code at}, fewer only at the file's end. */
    int read(Path file, long at, byte[] into, int offset, int length) throws IOException {
        RandomAccessFile handle = take(file);
        boolean good = false;
        try {
            int n = read(handle, at, into, offset, length);
            good = true;
            return n;
        } finally {
            if (good) {
                giveBack(file, handle);
            } else {
                handle.close();
            }
        }
    }

    static int read(RandomAccessFile handle, long at, byte[] into, int offset, int length) throws IOException {
        handle.seek(at);
        int done = 0;
        while (done < length) {
            int n = handle.read(into, offset + done, length - done);
            if (n < 0) {
                break;
            }
            done += n;
        }
        return done;
    }

    private RandomAccessFile take(Path file) throws IOException {
        synchronized (idle) {
            if (closed) {
                throw new IOException("the blob store is closed");
            }
            ArrayDeque<RandomAccessFile> handles = idle.get(file);
            if (handles != null) {
                RandomAccessFile handle = handles.pop();
                count--;
                if (handles.isEmpty()) {
                    idle.remove(file);
                }
                return handle;
            }
        }
        try {
            return new RandomAccessFile(file.toFile(), "r");
        } catch (FileNotFoundException e) {
            throw new IOException("segment " + file.getFileName() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private void giveBack(Path file, RandomAccessFile handle) throws IOException {
        RandomAccessFile surplus = null;
        synchronized (idle) {
            if (closed) {
                surplus = handle;
            } else {
                if (count == IDLE) {
                    Map.Entry<Path, ArrayDeque<RandomAccessFile>> eldest = idle.firstEntry();
                    surplus = eldest.getValue().pop();
                    count--;
                    if (eldest.getValue().isEmpty()) {
                        idle.remove(eldest.getKey());
                    }
                }
                idle.computeIfAbsent(file, f -> new ArrayDeque<>()).push(handle);
                count++;
            }
        }
        if (surplus != null) {
            surplus.close();
        }
    }

    /** Closes what is kept of a file that nobody reads any more. */
    void forget(Path file) throws IOException {
        ArrayDeque<RandomAccessFile> handles;
        synchronized (idle) {
            handles = idle.remove(file);
            count -= handles == null ? 0 : handles.size();
        }
        if (handles != null) {
            for (RandomAccessFile handle : handles) {
                handle.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (idle) {
            closed = true;
            for (ArrayDeque<RandomAccessFile> handles : idle.values()) {
                for (RandomAccessFile handle : handles) {
                    handle.close();
                }
            }
            idle.clear();
            count = 0;
        }
    }
}

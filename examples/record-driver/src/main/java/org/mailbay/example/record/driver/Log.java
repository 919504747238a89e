package org.mailbay.example.record.driver;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;
import org.mailbay.store.spi.Batch.Change;
import org.mailbay.store.spi.Batch.Delete;
import org.mailbay.store.spi.Batch.Put;
import org.mailbay.store.spi.Table;

/**
 * The file: entries, each a length, a checksum and the changes that happen together.
 *
 * <p>An entry that is cut short or spoiled at the end was never acknowledged: it is cut off. A {@link RandomAccessFile} is used because
 * an interrupt closes a channel under whoever writes.
 */
final class Log implements AutoCloseable {
    /** The file in the shard's folder. */
    static final String NAME = "log";

    private static final int HEADER = 8;
    private static final int MOST = 1 << 28;

    /** Is shown entries while a log is read. */
    @FunctionalInterface
    interface Reader {
        void entry(Entry entry);
    }

    /**
     * What happens together.
     *
     * @param changes of a batch
     * @param owner of a lease; empty when there is none
     * @param token of the lease
     */
    record Entry(List<Change> changes, String owner, long token) {}

    private final RandomAccessFile file;

    private Log(RandomAccessFile file) {
        this.file = file;
    }

    /** Reads the file, which is made when it does not exist, and goes on behind its last whole entry. */
    static Log open(Path folder, Reader reader) throws IOException {
        Files.createDirectories(folder);
        Path path = folder.resolve(NAME);
        boolean fresh = !Files.exists(path);
        long end = fresh ? 0 : read(path, reader);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        file.setLength(end);
        file.seek(end);
        if (fresh) {
            file.getFD().sync();
            sync(folder);
            sync(folder.toAbsolutePath().getParent());
        }
        return new Log(file);
    }

    /** Shows all whole entries; returns where they end. */
    static long read(Path path, Reader reader) throws IOException {
        long end = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            while (true) {
                int length = in.readInt();
                int sum = in.readInt();
                if (length < 0 || length > MOST) {
                    return end;
                }
                byte[] entry = in.readNBytes(length);
                if (entry.length < length || sum(entry) != sum) {
                    return end;
                }
                reader.entry(decode(entry));
                end += HEADER + length;
            }
        } catch (EOFException atTheEnd) {
            return end;
        }
    }

    /** Appends one entry; durable when this returns. After a failure nobody knows what the disk holds: the log is of no more use. */
    void append(Entry entry) throws IOException {
        file.write(frame(encode(entry)));
        file.getFD().sync();
    }

    /** Bytes. */
    long size() throws IOException {
        return file.getFilePointer();
    }

    /** Writes entries to a new file that takes the place of the one in {@code folder} when it is durable. */
    static void write(Path folder, Iterable<Entry> entries) throws IOException {
        Files.createDirectories(folder);
        Path unfinished = folder.resolve(NAME + ".new");
        Files.deleteIfExists(unfinished);
        try (RandomAccessFile out = new RandomAccessFile(unfinished.toFile(), "rw")) {
            for (Entry entry : entries) {
                out.write(frame(encode(entry)));
            }
            out.getFD().sync();
        }
        Files.move(unfinished, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
        sync(folder.toAbsolutePath().getParent());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static byte[] frame(byte[] entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEADER + entry.length);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(entry.length);
        out.writeInt(sum(entry));
        out.write(entry);
        return bytes.toByteArray();
    }

    private static byte[] encode(Entry entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(entry.owner());
        out.writeLong(entry.token());
        out.writeInt(entry.changes().size());
        for (Change change : entry.changes()) {
            out.writeByte(change.table().ordinal());
            out.writeByte(change.key().length);
            out.write(change.key());
            if (change instanceof Put put) {
                out.writeInt(put.value().length);
                out.write(put.value());
            } else {
                out.writeInt(-1);
            }
        }
        return bytes.toByteArray();
    }

    private static Entry decode(byte[] entry) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry));
        String owner = in.readUTF();
        long token = in.readLong();
        Change[] changes = new Change[in.readInt()];
        for (int i = 0; i < changes.length; i++) {
            Table table = Table.values()[in.readByte()];
            byte[] key = in.readNBytes(in.readUnsignedByte());
            int length = in.readInt();
            changes[i] = length < 0 ? new Delete(table, key) : new Put(table, key, in.readNBytes(length));
        }
        return new Entry(List.of(changes), owner, token);
    }

    private static int sum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    /** Makes a folder's entries durable, which Java does by a channel only; an interrupt closes it, then another one does the work. */
    private static void sync(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException again) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

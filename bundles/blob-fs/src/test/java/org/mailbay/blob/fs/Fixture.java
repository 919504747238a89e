package org.mailbay.blob.fs;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobKey;

/** An open shard in a folder, and ways to harm its files. */
final class Fixture implements AutoCloseable {
    static final BlobKey KEY = new BlobKey(new byte[32]);

    private final FsBlobStore store;

    Fixture(Path folder) throws IOException {
        this(folder, channel -> channel.force(false));
    }

    Fixture(Path folder, Settings.Flush flush) throws IOException {
        store = new FsBlobStore(
                folder, FsTestee.settings(RecordHeader.Codec.NONE, flush), Fixture::key, new Figures(), () -> {});
    }

    /** Secrets that seal with this key. */
    static BlobKey sealing(int id) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) (8 + id));
        return new BlobKey(KEY.naming(), new BlobKey.Sealing(id, key));
    }

    /** Knows every key. */
    static byte[] key(int id) {
        return sealing(id).sealing().key();
    }

    FsBlobStore store() {
        return store;
    }

    BlobRef put(byte[] content) throws IOException {
        return put(KEY, content);
    }

    BlobRef put(BlobKey key, byte[] content) throws IOException {
        try (BlobSink sink = store.create(key, -1)) {
            sink.write(content, 0, content.length);
            return sink.seal();
        }
    }

    byte[] get(BlobRef ref) throws IOException {
        try (BlobInput input = store.open(ref, 0, ref.size()).orElseThrow()) {
            return input.content().readAllBytes();
        }
    }

    List<BlobRef> list() throws IOException {
        List<BlobRef> all = new ArrayList<>();
        store.list(all::add);
        return all;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Path segment(Path folder, int number) {
        return folder.resolve("segments").resolve("%08x.segment".formatted(number));
    }

    static void forgetIndexes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("segments"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".index")).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Flips one bit where {@code needle} stands. */
    static void flip(Path file, byte[] needle, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = find(bytes, needle) + offset;
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(at);
            out.write(bytes[at] ^ 4);
        }
    }

    /** Copies a folder as a crash would leave it. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    static boolean contains(byte[] in, byte[] needle) {
        for (int i = 0; i + needle.length <= in.length; i++) {
            if (Arrays.equals(in, i, i + needle.length, needle, 0, needle.length)) {
                return true;
            }
        }
        return false;
    }

    static int find(byte[] in, byte[] needle) {
        for (int i = 0; i + needle.length <= in.length; i++) {
            int n = 0;
            while (n < needle.length && in[i + n] == needle[n]) {
                n++;
            }
            if (n == needle.length) {
                return i;
            }
        }
        throw new IllegalStateException("not there");
    }
}

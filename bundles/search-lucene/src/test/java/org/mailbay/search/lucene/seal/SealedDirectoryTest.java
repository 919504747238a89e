package org.mailbay.search.lucene.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.store.RandomAccessInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.tck.records.Seed;
import org.mailbay.tck.search.PaperKey;

/** A sealed directory gives back what was written, however it is read, and nothing else. */
class SealedDirectoryTest {
    private static final int BLOCK = Sealing.BLOCK;
    private static final List<Integer> LENGTHS =
            List.of(0, 1, 17, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 5 * BLOCK + 777, 40 * BLOCK);

    @TempDir
    Path folder;

    private Directory directory(long cache) throws IOException {
        Path index = folder.resolve("index");
        IndexKey key = IndexKey.exists(folder) ? read() : IndexKey.create(folder, new PaperKey(1));
        return new SealedDirectory(new NIOFSDirectory(index), key, new Blocks(cache));
    }

    private IndexKey read() throws IOException {
        try {
            return IndexKey.read(folder, new PaperKey(1));
        } catch (IndexKey.LostException e) {
            throw new IOException(e);
        }
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** In pieces of every size; returns what Lucene would think the checksum is. */
    private static long write(IndexOutput to, byte[] bytes, Random random) throws IOException {
        try (to) {
            int at = 0;
            while (at < bytes.length) {
                assertThat(to.getFilePointer()).isEqualTo(at);
                int count = Math.min(bytes.length - at, random.nextInt(random.nextBoolean() ? 9 : 3 * BLOCK));
                if (count == 1) {
                    to.writeByte(bytes[at]);
                } else {
                    to.writeBytes(bytes, at, count);
                }
                at += count;
            }
            assertThat(to.getFilePointer()).isEqualTo(bytes.length);
            return to.getChecksum();
        }
    }

    private static void same(IndexInput in, byte[] bytes) throws IOException {
        byte[] read = new byte[bytes.length];
        in.readBytes(read, 0, read.length);
        assertThat(read).isEqualTo(bytes);
        assertThat(in.getFilePointer()).isEqualTo(in.length());
    }

    @Test
    void filesOfAllLengthsComeBack() throws Exception {
        Random random = Seed.random("filesOfAllLengthsComeBack");
        try (Directory directory = directory(1 << 20)) {
            for (int length : LENGTHS) {
                byte[] bytes = bytes(random, length);
                CRC32 crc = new CRC32();
                crc.update(bytes);
                String name = "f" + length;
                assertThat(write(directory.createOutput(name, IOContext.DEFAULT), bytes, random))
                        .isEqualTo(crc.getValue());
                directory.sync(List.of(name));
                assertThat(directory.fileLength(name)).isEqualTo(length);
                try (IndexInput in = directory.openInput(name, IOContext.DEFAULT)) {
                    assertThat(in.length()).isEqualTo(length);
                    same(in, bytes);
                    assertThatThrownBy(in::readByte).isInstanceOf(EOFException.class);
                    assertThatThrownBy(() -> in.seek(length + 1L)).isInstanceOf(EOFException.class);
                    assertThatThrownBy(() -> in.slice("too long", 1, length))
                            .isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    @Test
    void renamedCopiedAndTemporaryFilesAreSealed() throws Exception {
        Random random = Seed.random("renamedCopiedAndTemporaryFilesAreSealed");
        byte[] bytes = "a word that nobody else has. ".repeat(1_000).getBytes(StandardCharsets.UTF_8);
        Path plain = folder.resolve("plain");
        try (Directory directory = directory(1 << 16);
                Directory clear = new NIOFSDirectory(plain)) {
            write(clear.createOutput("clear", IOContext.DEFAULT), bytes, random);
            directory.copyFrom(clear, "clear", "copied", IOContext.DEFAULT);
            IndexOutput temporary = directory.createTempOutput("t", "sort", IOContext.DEFAULT);
            write(temporary, bytes, random);
            directory.rename(temporary.getName(), "renamed");
            assertThat(directory.listAll()).containsExactly("copied", "renamed");
            for (String name : directory.listAll()) {
                try (IndexInput in = directory.openInput(name, IOContext.DEFAULT)) {
                    same(in, bytes);
                }
                assertThat(Files.readString(folder.resolve("index").resolve(name), StandardCharsets.ISO_8859_1))
                        .doesNotContain("word")
                        .doesNotContain("nobody");
            }
            assertThat(Files.readString(plain.resolve("clear"), StandardCharsets.ISO_8859_1))
                    .contains("nobody");
        }
    }

    /** What a reader is at: the same bytes, sealed and not. */
    private record View(IndexInput in, byte[] bytes) {}

    @Test
    void clonesAndSlicesReadWhatWasWritten() throws Exception {
        Random random = Seed.random("clonesAndSlicesReadWhatWasWritten");
        for (int cache : new int[] {1, 3 * BLOCK, 1 << 20}) {
            try (Directory directory = directory(cache)) {
                String name = "c" + cache;
                byte[] bytes = bytes(random, 30 * BLOCK + random.nextInt(BLOCK));
                write(directory.createOutput(name, IOContext.DEFAULT), bytes, random);
                try (IndexInput in = directory.openInput(name, IOContext.DEFAULT)) {
                    roam(new View(in, bytes), random, 3_000);
                }
            }
        }
    }

    private static void roam(View whole, Random random, int steps) throws IOException {
        List<View> views = new ArrayList<>(List.of(whole));
        for (int step = 0; step < steps; step++) {
            View view = views.get(random.nextInt(views.size()));
            switch (random.nextInt(8)) {
                case 0 -> {
                    IndexInput clone = view.in.clone();
                    assertThat(clone.getFilePointer()).isEqualTo(view.in.getFilePointer());
                    assertThat(clone.length()).isEqualTo(view.bytes.length);
                    views.add(new View(clone, view.bytes));
                }
                case 1 -> {
                    int from = random.nextInt(view.bytes.length + 1);
                    int to = from + random.nextInt(view.bytes.length - from + 1);
                    IndexInput slice = view.in.slice("slice", from, to - from);
                    assertThat(slice.getFilePointer()).isZero();
                    views.add(new View(slice, Arrays.copyOfRange(view.bytes, from, to)));
                }
                case 2 -> view.in.seek(random.nextInt(view.bytes.length + 1));
                case 3 -> randomAccess(view, random);
                default -> read(view, random);
            }
            if (views.size() > 40) {
                views.subList(1, 30).clear();
            }
        }
    }

    private static void read(View view, Random random) throws IOException {
        int at = (int) view.in.getFilePointer();
        int left = view.bytes.length - at;
        int count = random.nextInt(random.nextBoolean() ? 20 : 3 * BLOCK);
        byte[] read = new byte[count];
        if (count > left) {
            assertThatThrownBy(() -> view.in.readBytes(read, 0, count)).isInstanceOf(EOFException.class);
            view.in.seek(at);
            return;
        }
        if (count >= Long.BYTES) {
            long wanted = java.nio.ByteBuffer.wrap(view.bytes)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .getLong(at);
            assertThat(view.in.readLong()).isEqualTo(wanted);
            view.in.seek(at);
        }
        view.in.readBytes(read, 0, count);
        assertThat(read).isEqualTo(Arrays.copyOfRange(view.bytes, at, at + count));
        assertThat(view.in.getFilePointer()).isEqualTo(at + count);
    }

    /** From the end to the beginning, as Lucene reads its dictionaries. */
    private static void randomAccess(View view, Random random) throws IOException {
        RandomAccessInput access = view.in.randomAccessSlice(0, view.bytes.length);
        assertThat(access.length()).isEqualTo(view.bytes.length);
        int at = random.nextInt(view.bytes.length + 1);
        for (int i = at - 1; i >= Math.max(0, at - 50); i--) {
            assertThat(access.readByte(i)).isEqualTo(view.bytes[i]);
        }
    }

    @Test
    void manyThreadsReadOneFile() throws Exception {
        long seed = Seed.random("manyThreadsReadOneFile").nextLong();
        byte[] bytes = bytes(new Random(seed), 50 * BLOCK + 99);
        try (Directory directory = directory(20 * BLOCK);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            write(directory.createOutput("shared", IOContext.DEFAULT), bytes, new Random(seed));
            try (IndexInput in = directory.openInput("shared", IOContext.DEFAULT)) {
                List<Callable<Boolean>> readers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    Random random = new Random(seed + i);
                    View own = new View(in.clone(), bytes);
                    readers.add(() -> {
                        roam(own, random, 1_000);
                        return true;
                    });
                }
                for (Future<Boolean> reader : threads.invokeAll(readers)) {
                    assertThat(reader.get()).isTrue();
                }
            }
        }
    }

    @Test
    void whatWasChangedIsNotRead() throws Exception {
        Random random = Seed.random("whatWasChangedIsNotRead");
        Path index = folder.resolve("index");
        byte[] bytes = bytes(random, 6 * BLOCK + 100);
        byte[] sealed;
        try (Directory directory = directory(1)) {
            write(directory.createOutput("f", IOContext.DEFAULT), bytes, random);
            sealed = Files.readAllBytes(index.resolve("f"));
        }
        int stride = BLOCK + Sealing.TAG;
        List<byte[]> changed = new ArrayList<>();
        for (int at : new int[] {0, 8, Sealing.HEAD, Sealing.HEAD + BLOCK, random.nextInt(sealed.length)}) {
            byte[] turned = sealed.clone();
            turned[at] ^= 1;
            changed.add(turned);
        }
        // Cut within a block, within its tag, between two blocks, within the head.
        for (int length :
                new int[] {sealed.length - 1, sealed.length - 20, Sealing.HEAD + 3 * stride, Sealing.HEAD, 7, 0}) {
            changed.add(Arrays.copyOf(sealed, length));
        }
        byte[] exchanged = sealed.clone();
        System.arraycopy(sealed, Sealing.HEAD, exchanged, Sealing.HEAD + stride, stride);
        System.arraycopy(sealed, Sealing.HEAD + stride, exchanged, Sealing.HEAD, stride);
        changed.add(exchanged);
        changed.add(Arrays.copyOf(sealed, sealed.length + 1));
        changed.add(bytes);
        for (byte[] damage : changed) {
            Files.write(index.resolve("f"), damage);
            try (Directory directory = directory(1 << 20)) {
                assertThatThrownBy(() -> {
                            try (IndexInput in = directory.openInput("f", IOContext.DEFAULT)) {
                                same(in, bytes);
                            }
                        })
                        .isInstanceOf(CorruptIndexException.class);
            }
        }
        Files.write(index.resolve("f"), sealed);
        try (Directory directory = directory(1);
                IndexInput in = directory.openInput("f", IOContext.DEFAULT)) {
            same(in, bytes);
        }
    }

    @Test
    void theSameBytesAreNeverTheSameSealed() throws Exception {
        byte[] bytes = new byte[3 * BLOCK];
        Random random = Seed.random("theSameBytesAreNeverTheSameSealed");
        try (Directory directory = directory(1)) {
            write(directory.createOutput("a", IOContext.DEFAULT), bytes, random);
            write(directory.createOutput("b", IOContext.DEFAULT), bytes, random);
        }
        byte[] one = Files.readAllBytes(folder.resolve("index/a"));
        byte[] other = Files.readAllBytes(folder.resolve("index/b"));
        List<String> blocks = new ArrayList<>();
        for (byte[] file : List.of(one, other)) {
            for (int from = Sealing.HEAD; from < file.length; from += BLOCK + Sealing.TAG) {
                blocks.add(Arrays.toString(Arrays.copyOfRange(file, from, from + BLOCK)));
            }
        }
        assertThat(blocks).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void aLostKeyIsSaidAndAnInterruptedWriteHarmsNothing() throws Exception {
        byte[] key = IndexKey.create(folder, new PaperKey(1)).bytes();
        Files.writeString(folder.resolve("key.new"), "half of");
        assertThat(IndexKey.read(folder, new PaperKey(1)).bytes()).isEqualTo(key);
        assertThatThrownBy(() -> IndexKey.read(folder, new PaperKey(2)))
                .isInstanceOf(IndexKey.LostException.class)
                .hasMessageContaining("paper-1");
        assertThat(IndexKey.read(folder, new PaperKey(1, 2)).bytes()).isEqualTo(key);
        assertThat(IndexKey.read(folder, new PaperKey(2)).bytes()).isEqualTo(key);
        assertThat(folder.resolve("key.new")).doesNotExist();
        Files.writeString(folder.resolve("key"), "wrapped=?\n");
        assertThatThrownBy(() -> IndexKey.read(folder, new PaperKey(2))).isInstanceOf(IndexKey.LostException.class);
    }
}

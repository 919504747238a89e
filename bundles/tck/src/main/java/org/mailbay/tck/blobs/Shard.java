package org.mailbay.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.KeyRing;
import org.mailbay.store.spi.ShardId;

/** A driver and its open shard, for the length of a test. */
final class Shard implements AutoCloseable {
    static final ShardId ID = new ShardId("contract");
    static final BlobKey KEY = new BlobKey(new byte[32]);

    private final BlobsTestee testee;
    private final BlobDriver driver;
    private final BlobStore store;

    private Shard(BlobsTestee testee, BlobDriver driver, BlobStore store) {
        this.testee = testee;
        this.driver = driver;
        this.store = store;
    }

    static Shard open(BlobsTestee testee, Path data) throws IOException {
        return open(testee, data, new Keys());
    }

    static Shard open(BlobsTestee testee, Path data, KeyRing keys) throws IOException {
        BlobDriver driver = testee.start(data);
        try {
            return new Shard(testee, driver, driver.open(ID, keys));
        } catch (IOException | RuntimeException refused) {
            testee.stop(driver);
            throw refused;
        }
    }

    BlobDriver driver() {
        return driver;
    }

    BlobStore store() {
        return store;
    }

    BlobRef put(byte[] content) throws IOException {
        return put(KEY, content, content.length, content.length);
    }

    BlobRef put(BlobKey key, byte[] content, long hint, int piece) throws IOException {
        try (BlobSink sink = store.create(key, hint)) {
            for (int at = 0; at < content.length; at += piece) {
                sink.write(content, at, Math.min(piece, content.length - at));
            }
            assertThat(sink.size()).isEqualTo(content.length);
            BlobRef ref = sink.seal();
            assertThat(ref.size()).isEqualTo(content.length);
            return ref;
        }
    }

    byte[] get(BlobRef ref) throws IOException {
        return get(ref, 0, ref.size());
    }

    byte[] get(BlobRef ref, long from, long length) throws IOException {
        try (BlobInput input = store.open(ref, from, length).orElseThrow(() -> new IOException("no blob " + ref))) {
            byte[] bytes = input.content().readAllBytes();
            assertThat(bytes.length).isEqualTo((int) input.length());
            return bytes;
        }
    }

    List<BlobRef> list() throws IOException {
        List<BlobRef> all = new ArrayList<>();
        store.list(all::add);
        return all;
    }

    /** Content that follows from its seed: one half is noise, the other repeats itself. */
    static byte[] content(long seed, int length) {
        Random random = new Random(seed);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            for (int i = 0; i < length; i++) {
                bytes[i] = i < 8 ? bytes[i] : bytes[i % 7];
            }
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        try {
            store.close();
        } finally {
            testee.stop(driver);
        }
    }
}

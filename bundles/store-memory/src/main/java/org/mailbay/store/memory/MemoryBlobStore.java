package org.mailbay.store.memory;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.KeyRing;

/** An open shard of blobs: the rules of {@link BlobStore} over {@link MemoryBlobs}. */
final class MemoryBlobStore implements BlobStore {
    private final MemoryBlobs blobs;
    private final KeyRing keys;
    private volatile boolean closed;

    MemoryBlobStore(MemoryBlobs blobs, KeyRing keys) {
        this.blobs = blobs;
        this.keys = keys;
    }

    @Override
    public BlobSink create(BlobKey key, long sizeHint) throws IOException {
        check();
        return new Sink(key);
    }

    @Override
    public Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
        check();
        if (from < 0 || length < 0) {
            throw new IllegalArgumentException("from " + from + ", length " + length);
        }
        MemoryBlobs.Blob blob = blobs.get(ref);
        if (blob == null) {
            return Optional.empty();
        }
        byte[] content = blob.content(ref, keys);
        int start = (int) Math.min(from, content.length);
        int count = (int) Math.min(length, content.length - start);
        return Optional.of(new BlobInput(new ByteArrayInputStream(content, start, count), count));
    }

    @Override
    public boolean contains(BlobRef ref) throws IOException {
        check();
        return blobs.get(ref) != null;
    }

    @Override
    public void remove(Collection<BlobRef> refs) throws IOException {
        check();
        refs.forEach(blobs::remove);
    }

    @Override
    public void list(Predicate<BlobRef> visitor) throws IOException {
        check();
        for (BlobRef ref : blobs.all().keySet()) {
            if (!visitor.test(ref)) {
                return;
            }
        }
    }

    @Override
    public Optional<String> scrub(BlobRef ref) throws IOException {
        check();
        MemoryBlobs.Blob blob = blobs.get(ref);
        if (blob == null) {
            return Optional.of("absent");
        }
        try {
            return Arrays.equals(blob.hash(), MemoryBlobs.sha256(blob.content(ref, keys)))
                    ? Optional.empty()
                    : Optional.of("the content is not what was sealed");
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean rewrite(BlobKey key, BlobRef ref) throws IOException {
        check();
        MemoryBlobs.Blob blob = blobs.get(ref);
        int wanted = key.sealing() == null ? 0 : key.sealing().id();
        return blob != null
                && blob.keyId() != wanted
                && blobs.replace(ref, blob, MemoryBlobs.blob(key, ref, blob.content(ref, keys), blob.hash()));
    }

    @Override
    public long size() throws IOException {
        check();
        return blobs.bytes();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException("the shard is closed");
        }
    }

    /** A blob while it is written. */
    private final class Sink implements BlobSink {
        private final BlobKey key;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean done;

        Sink(BlobKey key) {
            this.key = key;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            open();
            blobs.reserve(length);
            content.write(bytes, offset, length);
        }

        @Override
        public long size() {
            return content.size();
        }

        @Override
        public BlobRef seal() throws IOException {
            open();
            done = true;
            return blobs.seal(key, content.toByteArray());
        }

        @Override
        public void close() {
            if (!done) {
                done = true;
                blobs.release(content.size());
            }
        }

        private void open() throws IOException {
            check();
            if (done) {
                throw new IOException("the blob is sealed or closed");
            }
        }
    }
}

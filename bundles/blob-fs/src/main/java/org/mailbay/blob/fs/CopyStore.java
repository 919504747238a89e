package org.mailbay.blob.fs;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.KeyRing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open copy: what its manifest names, for reading only. Opening compares every segment's size, salt and list of records. */
final class CopyStore implements BlobStore {
    private static final Logger LOG = LoggerFactory.getLogger(CopyStore.class);

    private final Closeable lock;
    private final Catalogue catalogue = new Catalogue();
    private final LargeFiles large;
    private final ReadHandles handles = new ReadHandles();
    private final Tools tools;
    private final Uses uses = new Uses();
    private final Reading reading;

    /** Opens; on a thread of the driver's own. */
    CopyStore(Path root, KeyRing keys) throws IOException {
        Manifest manifest = Manifest.read(root)
                .orElseThrow(() -> new IOException("The folder " + root + " holds no copy of blobs."));
        lock = FolderLock.forReading(root);
        tools = new Tools(keys, new Figures());
        try {
            Folder folder = Folder.at(root);
            for (Map.Entry<Integer, Manifest.Part> part : manifest.parts().entrySet()) {
                load(folder, part.getKey(), part.getValue());
            }
            large = new LargeFiles(folder);
            large.load(catalogue);
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
        reading = new Reading(catalogue, large, handles, tools, uses, segment -> {});
    }

    private void load(Folder folder, int number, Manifest.Part part) throws IOException {
        Segment segment = new Segment(number, folder.segment(number), part.salt(), part.end());
        int[] removed = Removals.read(folder, number, part.removed());
        Optional<SegmentIndex> index = SegmentIndex.read(folder, number).filter(found -> found.isOf(part));
        try (RandomAccessFile file = new RandomAccessFile(segment.file().toFile(), "r")) {
            byte[] header = new byte[Segment.HEADER];
            ReadHandles.read(file, 0, header, 0, header.length);
            if (file.length() < part.end() || Segment.salt(header, number).orElse(0) != part.salt()) {
                throw new IOException("Segment " + number + " of the copy is cut or not the one that was copied.");
            }
            catalogue.addSegment(segment);
            if (index.isPresent()) {
                index.get().forEach((name, offset, length) -> add(segment, removed, name, offset, length));
                return;
            }
            ByteSource source = (at, into, offset, length) -> ReadHandles.read(file, at, into, offset, length);
            SegmentScan scan = new SegmentScan(source, part.salt(), part.end());
            scan.run(Segment.HEADER, (found, at) -> add(segment, removed, found.name(), at, found.length()));
            if (scan.damaged() > 0) {
                LOG.warn("event=blob-copy-damaged segment={} bytes={}", number, scan.damaged());
            }
        }
    }

    private void add(Segment segment, int[] removed, Name name, long offset, long length) {
        if (Arrays.binarySearch(removed, (int) offset) < 0) {
            catalogue.stored(name, segment, offset, length);
        }
    }

    @Override
    public BlobSink create(BlobKey key, long sizeHint) throws IOException {
        throw readOnly();
    }

    @Override
    public Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
        return reading.open(ref, from, length);
    }

    @Override
    public boolean contains(BlobRef ref) throws IOException {
        return reading.contains(ref);
    }

    @Override
    public void remove(Collection<BlobRef> refs) throws IOException {
        throw readOnly();
    }

    @Override
    public boolean rewrite(BlobKey key, BlobRef ref) throws IOException {
        throw readOnly();
    }

    @Override
    public void list(Predicate<BlobRef> visitor) throws IOException {
        reading.list(visitor);
    }

    @Override
    public Optional<String> scrub(BlobRef ref) throws IOException {
        return reading.scrub(ref);
    }

    @Override
    public long size() throws IOException {
        uses.check();
        long bytes = large.bytes();
        for (Segment segment : catalogue.segments()) {
            bytes += Files.size(segment.file());
        }
        return bytes;
    }

    @Override
    public synchronized void close() throws IOException {
        if (uses.isEnded()) {
            return;
        }
        uses.drain(Duration.ZERO);
        tools.close();
        handles.close();
        lock.close();
    }

    private static IOException readOnly() {
        return new IOException("a copy of blobs is for reading only");
    }
}

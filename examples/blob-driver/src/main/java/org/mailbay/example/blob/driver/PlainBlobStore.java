package org.mailbay.example.blob.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;

/** A folder of sealed blobs, each under the text of its reference, and a folder of unfinished ones. */
final class PlainBlobStore implements BlobStore {
    private static final int HASH = 32;

    private final Path sealed;
    private final Path unfinished;
    private final FileChannel lock;
    private final AtomicLong serial = new AtomicLong();
    private volatile boolean closed;

    PlainBlobStore(Path folder) throws IOException {
        sealed = Files.createDirectories(folder.resolve("sealed"));
        unfinished = Files.createDirectories(folder.resolve("unfinished"));
        lock = lock(folder);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(unfinished)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
        Disk.sync(sealed, StandardOpenOption.READ);
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock taken = channel.tryLock();
            if (taken != null) {
                return channel;
            }
        } catch (OverlappingFileLockException here) {
            channel.close();
            throw new IOException("this process already uses the blob folder " + folder, here);
        }
        channel.close();
        throw new IOException("another process uses the blob folder " + folder);
    }

    Path file(BlobRef ref) {
        return sealed.resolve(ref.toString());
    }

    @Override
    public BlobSink create(BlobKey key, long sizeHint) throws IOException {
        check();
        if (key.sealing() != null) {
            throw new IOException("this driver cannot encrypt; take another, or turn encryption of the store off");
        }
        return new PlainSink(this, key, unfinished.resolve(Long.toHexString(serial.getAndIncrement())));
    }

    @Override
    public Optional<BlobInput> open(BlobRef ref, long from, long length) throws IOException {
        check();
        if (from < 0 || length < 0) {
            throw new IllegalArgumentException("range from " + from + ", length " + length);
        }
        long start = Math.min(from, ref.size());
        long count = Math.min(length, ref.size() - start);
        try {
            InputStream in = Files.newInputStream(file(ref));
            try {
                in.skipNBytes(start);
            } catch (IOException e) {
                in.close();
                throw e;
            }
            return Optional.of(new BlobInput(new Range(in, count), count));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    @Override
    public boolean contains(BlobRef ref) throws IOException {
        check();
        return Files.exists(file(ref));
    }

    @Override
    public void remove(Collection<BlobRef> refs) throws IOException {
        check();
        for (BlobRef ref : refs) {
            Files.deleteIfExists(file(ref));
        }
        Disk.sync(sealed, StandardOpenOption.READ);
    }

    @Override
    public void list(Predicate<BlobRef> visitor) throws IOException {
        check();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(sealed)) {
            for (Path file : files) {
                Optional<BlobRef> ref = BlobRef.parse(file.getFileName().toString());
                if (ref.isPresent() && !visitor.test(ref.get())) {
                    return;
                }
            }
        }
    }

    @Override
    public Optional<String> scrub(BlobRef ref) throws IOException {
        check();
        try (InputStream in = Files.newInputStream(file(ref))) {
            MessageDigest sha256 = sha256();
            byte[] buffer = new byte[1 << 16];
            for (long left = ref.size(); left > 0; ) {
                int n = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
                if (n == 0) {
                    return Optional.of("the file is cut");
                }
                sha256.update(buffer, 0, n);
                left -= n;
            }
            boolean same = Arrays.equals(in.readNBytes(HASH), sha256.digest());
            return same ? Optional.empty() : Optional.of("content does not have its hash");
        } catch (NoSuchFileException absent) {
            return Optional.of("there is no such blob");
        }
    }

    @Override
    public long size() throws IOException {
        AtomicLong bytes = new AtomicLong();
        list(ref -> {
            bytes.addAndGet(ref.size() + HASH);
            return true;
        });
        return bytes.get();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        lock.close();
    }

    private void check() throws IOException {
        if (closed) {
            throw new IOException("the blob store is closed");
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}

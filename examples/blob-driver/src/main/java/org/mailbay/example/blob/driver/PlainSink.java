package org.mailbay.example.blob.driver;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobKey;

/** A blob while it is written: a temporary file, moved to its name when it is complete. The content's SHA-256 stands at its end. */
final class PlainSink implements BlobSink {
    private final PlainBlobStore store;
    private final BlobKey key;
    private final Path temporary;
    private final OutputStream out;
    private final MessageDigest sha256 = PlainBlobStore.sha256();
    private long size;
    private boolean ended;

    PlainSink(PlainBlobStore store, BlobKey key, Path temporary) throws IOException {
        this.store = store;
        this.key = key;
        this.temporary = temporary;
        this.out = new BufferedOutputStream(Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        check();
        out.write(bytes, offset, length);
        sha256.update(bytes, offset, length);
        size += length;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public BlobRef seal() throws IOException {
        check();
        try (this) {
            byte[] hash = sha256.digest();
            BlobRef ref = new BlobRef(name(hash), size);
            if (!store.contains(ref)) {
                out.write(hash);
                out.close();
                Disk.sync(temporary, StandardOpenOption.WRITE);
                Files.move(temporary, store.file(ref), StandardCopyOption.ATOMIC_MOVE);
                Disk.sync(store.file(ref).getParent(), StandardOpenOption.READ);
            }
            return ref;
        }
    }

    private byte[] name(byte[] hash) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.naming(), "HmacSHA256"));
            return mac.doFinal(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", e);
        }
    }

    private void check() throws IOException {
        if (ended) {
            throw new IOException("the blob has ended");
        }
    }

    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        try {
            out.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.mailbay.jmap.core.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.BlobSink;

/**
 * Keeps what comes slowly until it is whole, so that nobody waits for it: few bytes in memory, more in a file. One thread.
 *
 * <p>The file loses its name when it is opened, so nothing is left of it after a kill, and is encrypted with a key that is only here: the
 * store may be one that encrypts.
 */
final class Spool implements AutoCloseable {
    private static final int IN_MEMORY = 65_536;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;

    private byte[] memory = new byte[8_192];

    private int inMemory;

    private long size;

    private @Nullable FileChannel file;

    private @Nullable SecretKeySpec key;

    private @Nullable Cipher cipher;

    /** @param folder for files; made when there is none */
    Spool(Path folder) {
        this.folder = folder;
    }

    /** Adds bytes. */
    void write(byte[] bytes, int length) throws IOException {
        size += length;
        if (file == null && inMemory + length <= IN_MEMORY) {
            if (inMemory + length > memory.length) {
                memory = java.util.Arrays.copyOf(memory, IN_MEMORY);
            }
            System.arraycopy(bytes, 0, memory, inMemory, length);
            inMemory += length;
            return;
        }
        FileChannel to = file;
        if (to == null) {
            to = open();
            file = to;
            append(to, memory, inMemory);
        }
        append(to, bytes, length);
    }

    /** How many there are. */
    long size() {
        return size;
    }

    /** Gives everything to a sink. */
    void writeTo(BlobSink sink) throws IOException {
        FileChannel from = file;
        if (from == null) {
            sink.write(memory, 0, inMemory);
            return;
        }
        from.position(0);
        Cipher plain = cipher(Cipher.DECRYPT_MODE);
        ByteBuffer piece = ByteBuffer.allocate(32_768);
        for (long left = size; left > 0; left -= piece.limit()) {
            piece.clear();
            if (from.read(piece) < 0) {
                throw new IOException("the spool ends early");
            }
            piece.flip();
            byte[] bytes = update(plain, piece.array(), piece.limit());
            sink.write(bytes, 0, bytes.length);
        }
    }

    private FileChannel open() throws IOException {
        Files.createDirectories(folder);
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        key = new SecretKeySpec(bytes, "AES");
        cipher = cipher(Cipher.ENCRYPT_MODE);
        return FileChannel.open(
                folder.resolve(UUID.randomUUID().toString()),
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE));
    }

    private void append(FileChannel to, byte[] bytes, int length) throws IOException {
        ByteBuffer sealed = ByteBuffer.wrap(update(cipher, bytes, length));
        while (sealed.hasRemaining()) {
            to.write(sealed);
        }
    }

    /** A counter begins anew for each key, and a key is of one spool. */
    private Cipher cipher(int mode) {
        try {
            Cipher made = Cipher.getInstance("AES/CTR/NoPadding");
            made.init(mode, key, new IvParameterSpec(new byte[16]));
            return made;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    private static byte[] update(@Nullable Cipher by, byte[] bytes, int length) {
        byte[] done = by == null ? null : by.update(bytes, 0, length);
        return done == null ? new byte[0] : done;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}

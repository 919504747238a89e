package org.mailbay.smtp.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.Content;

/**
 * A message that must be seen as a whole before it is known where it goes: in memory while it is small, then in a file.
 *
 * <p>The file has no name once it is open, so nothing of it outlasts the process, and is encrypted with a key that is nowhere else. Written
 * by one thread, then read by any.
 */
public final class Spool implements Content, AutoCloseable {
    /** Bytes that are kept in memory. */
    static final int IN_MEMORY = 262_144;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private byte[] memory = new byte[8_192];
    private int inMemory;
    private long size;
    private @Nullable FileChannel file;
    private @Nullable Cipher cipher;
    private byte[] key = {};

    /** @param folder for files; made when it is needed */
    public Spool(Path folder) {
        this.folder = folder;
    }

    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (file == null && inMemory + length <= IN_MEMORY) {
            if (inMemory + length > memory.length) {
                memory = Arrays.copyOf(memory, Math.min(IN_MEMORY, Math.max(2 * memory.length, inMemory + length)));
            }
            System.arraycopy(bytes, offset, memory, inMemory, length);
            inMemory += length;
        } else {
            if (file == null) {
                openFile();
            }
            toFile(bytes, offset, length);
        }
        size += length;
    }

    private void openFile() throws IOException {
        Files.createDirectories(folder);
        Path path = Files.createTempFile(folder, "message", ".tmp");
        try {
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
        key = new byte[16];
        RANDOM.nextBytes(key);
        cipher = cipher(Cipher.ENCRYPT_MODE);
        toFile(memory, 0, inMemory);
        memory = new byte[0];
        inMemory = 0;
    }

    /** A key is used for one file only, so its counter may begin at nought. */
    private Cipher cipher(int mode) throws IOException {
        try {
            Cipher made = Cipher.getInstance("AES/CTR/NoPadding");
            made.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void toFile(byte[] bytes, int offset, int length) throws IOException {
        if (file == null || cipher == null) {
            throw new IOException("spool is closed");
        }
        byte[] hidden = cipher.update(bytes, offset, length);
        ByteBuffer buffer = ByteBuffer.wrap(hidden == null ? new byte[0] : hidden);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        FileChannel from = file;
        return from == null
                ? new ByteArrayInputStream(memory, 0, inMemory)
                : new CipherInputStream(new Reader(from), cipher(Cipher.DECRYPT_MODE));
    }

    @Override
    public void close() {
        FileChannel open = file;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Reads by position, so that several may read at once. */
    private static final class Reader extends InputStream {
        private final FileChannel from;
        private long at;

        Reader(FileChannel from) {
            this.from = from;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = from.read(ByteBuffer.wrap(bytes, offset, length), at);
            at += Math.max(0, read);
            return read;
        }
    }
}

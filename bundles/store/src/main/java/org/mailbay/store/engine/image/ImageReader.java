package org.mailbay.store.engine.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Reads what {@link ImageWriter} wrote; nothing of a frame is looked at before its checksum was. For one thread. */
public final class ImageReader {
    private final ReadableByteChannel channel;
    private final ByteBuffer head = ByteBuffer.allocate(8);
    private final ByteBuffer frame = ByteBuffer.allocate(ImageWriter.FRAME).limit(0);

    /** Begins. */
    public ImageReader(ReadableByteChannel channel) {
        this.channel = channel;
    }

    private ByteBuffer more(int bytes) throws IOException {
        if (frame.remaining() < bytes && !next()) {
            throw new EOFException("the file ends too soon");
        }
        return frame;
    }

    /** Reads the next frame; false when it is empty: the end. */
    private boolean next() throws IOException {
        if (frame.hasRemaining()) {
            throw new IOException("a frame has something left");
        }
        fill(head.clear());
        int length = head.getInt();
        int crc = head.getInt();
        if (length < 0 || length > ImageWriter.FRAME) {
            throw new IOException("frame of " + length + " bytes");
        }
        fill(frame.clear().limit(length));
        CRC32C seen = new CRC32C();
        seen.update(frame);
        frame.rewind();
        if ((int) seen.getValue() != crc) {
            throw new IOException("a checksum is wrong");
        }
        return length > 0;
    }

    private void fill(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the file ends too soon");
            }
        }
        bytes.flip();
    }

    /** Makes sure that all was read. */
    public void end() throws IOException {
        if (frame.hasRemaining() || next()) {
            throw new IOException("there is more than there should be");
        }
    }

    /** A number of 0 to 255. */
    public int octet() throws IOException {
        return more(1).get() & 0xff;
    }

    /** A number. */
    public long number() throws IOException {
        return more(8).getLong();
    }

    /** A small number. */
    public int count() throws IOException {
        return more(4).getInt();
    }

    /** Bytes. */
    public byte[] bytes() throws IOException {
        return bytes(count());
    }

    /** A text. */
    public String text() throws IOException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes(int length) throws IOException {
        byte[] array = new byte[length];
        for (int at = 0; at < length; ) {
            int some = Math.min(more(1).remaining(), length - at);
            frame.get(array, at, some);
            at += some;
        }
        return array;
    }

    short[] shorts(int length) throws IOException {
        short[] array = new short[length];
        for (int at = 0; at < length; ) {
            int some = Math.min(more(2).remaining() / 2, length - at);
            frame.asShortBuffer().get(array, at, some);
            frame.position(frame.position() + 2 * some);
            at += some;
        }
        return array;
    }

    char[] chars(int length) throws IOException {
        char[] array = new char[length];
        for (int at = 0; at < length; ) {
            int some = Math.min(more(2).remaining() / 2, length - at);
            frame.asCharBuffer().get(array, at, some);
            frame.position(frame.position() + 2 * some);
            at += some;
        }
        return array;
    }

    int[] ints(int length) throws IOException {
        int[] array = new int[length];
        for (int at = 0; at < length; ) {
            int some = Math.min(more(4).remaining() / 4, length - at);
            frame.asIntBuffer().get(array, at, some);
            frame.position(frame.position() + 4 * some);
            at += some;
        }
        return array;
    }

    long[] longs(int length) throws IOException {
        long[] array = new long[length];
        for (int at = 0; at < length; ) {
            int some = Math.min(more(8).remaining() / 8, length - at);
            frame.asLongBuffer().get(array, at, some);
            frame.position(frame.position() + 8 * some);
            at += some;
        }
        return array;
    }
}

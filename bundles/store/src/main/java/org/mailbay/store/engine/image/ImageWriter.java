package org.mailbay.store.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Writes arrays as they are in memory, in frames: length, CRC32C, content. For one thread. */
public final class ImageWriter {
    static final int FRAME = 1 << 18;

    private final WritableByteChannel channel;
    private final ByteBuffer head = ByteBuffer.allocate(8);
    private final ByteBuffer frame = ByteBuffer.allocate(FRAME);

    /** Begins. */
    public ImageWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    private ByteBuffer room(int bytes) throws IOException {
        if (frame.remaining() < bytes) {
            flush();
        }
        return frame;
    }

    private void flush() throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(frame.flip());
        frame.rewind();
        head.clear().putInt(frame.limit()).putInt((int) crc.getValue()).flip();
        drain(head);
        drain(frame);
        frame.clear();
    }

    private void drain(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Ends: what was written is in the channel. */
    public void end() throws IOException {
        flush();
        flush();
    }

    /** A number of 0 to 255. */
    public ImageWriter octet(int value) throws IOException {
        room(1).put((byte) value);
        return this;
    }

    /** A number. */
    public ImageWriter number(long value) throws IOException {
        room(8).putLong(value);
        return this;
    }

    /** A small number. */
    public ImageWriter count(int value) throws IOException {
        room(4).putInt(value);
        return this;
    }

    /** Bytes. */
    public ImageWriter bytes(byte[] value) throws IOException {
        count(value.length);
        return bytes(value, value.length);
    }

    /** A text. */
    public ImageWriter text(String value) throws IOException {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    ImageWriter bytes(byte[] array, int length) throws IOException {
        for (int at = 0; at < length; ) {
            int some = Math.min(room(1).remaining(), length - at);
            frame.put(array, at, some);
            at += some;
        }
        return this;
    }

    void shorts(short[] array, int length) throws IOException {
        for (int at = 0; at < length; ) {
            int some = Math.min(room(2).remaining() / 2, length - at);
            frame.asShortBuffer().put(array, at, some);
            frame.position(frame.position() + 2 * some);
            at += some;
        }
    }

    void chars(char[] array) throws IOException {
        for (int at = 0; at < array.length; ) {
            int some = Math.min(room(2).remaining() / 2, array.length - at);
            frame.asCharBuffer().put(array, at, some);
            frame.position(frame.position() + 2 * some);
            at += some;
        }
    }

    void ints(int[] array, int length) throws IOException {
        for (int at = 0; at < length; ) {
            int some = Math.min(room(4).remaining() / 4, length - at);
            frame.asIntBuffer().put(array, at, some);
            frame.position(frame.position() + 4 * some);
            at += some;
        }
    }

    void longs(long[] array, int length) throws IOException {
        for (int at = 0; at < length; ) {
            int some = Math.min(room(8).remaining() / 8, length - at);
            frame.asLongBuffer().put(array, at, some);
            frame.position(frame.position() + 8 * some);
            at += some;
        }
    }
}

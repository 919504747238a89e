package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A chunk of content as it is stored: stored length (the top bit says compressed), CRC32C, bytes.
 *
 * <p>The checksum covers the bytes, then the chunk's number and the length, so that a chunk in a wrong place is found too.
 */
final class Frames {
    /** Content in every chunk but the last; what range reads and ciphers want. */
    static final int CHUNK = 1 << 16;

    /** Bytes before a chunk. */
    static final int HEAD = 8;

    private static final int COMPRESSED = 1 << 31;

    private Frames() {}

    /** Bytes of content in chunk {@code number} of a blob. */
    static int plainLength(long blobLength, int number) {
        return (int) Math.min(CHUNK, blobLength - (long) number * CHUNK);
    }

    /** Writes the head of the frame that starts at {@code at} and whose {@code stored} bytes stand behind it. */
    static void head(byte[] into, int at, int stored, boolean compressed, int number) {
        CRC32C crc = new CRC32C();
        crc.update(into, at + HEAD, stored);
        head(into, at, stored, compressed, number, crc);
    }

    /** The same when the bytes were summed on their way. */
    static void head(byte[] into, int at, int stored, boolean compressed, int number, CRC32C ofBytes) {
        int word = compressed ? stored | COMPRESSED : stored;
        ByteBuffer out = ByteBuffer.wrap(into);
        out.putInt(at, word);
        out.putInt(at + 4, end(ofBytes, number, word));
    }

    /** Stored bytes of a frame. */
    static int stored(byte[] from, int at) {
        return ByteBuffer.wrap(from).getInt(at) & ~COMPRESSED;
    }

    static boolean isCompressed(byte[] from, int at) {
        return ByteBuffer.wrap(from).getInt(at) < 0;
    }

    /**
     * Compares a frame with its checksum.
     *
     * @param available bytes from {@code at} that are really there
     * @param tag bytes that it is longer for being sealed
     * @throws IOException when it is not what was written
     */
    static void check(byte[] from, int at, int available, int number, int plain, int tag) throws IOException {
        if (available < HEAD || stored(from, at) > plain + tag || stored(from, at) > available - HEAD) {
            throw new IOException("chunk " + number + " is cut");
        }
        ByteBuffer in = ByteBuffer.wrap(from);
        int word = in.getInt(at);
        CRC32C crc = new CRC32C();
        crc.update(from, at + HEAD, stored(from, at));
        if (in.getInt(at + 4) != end(crc, number, word) || word >= 0 && word != plain + tag) {
            throw new IOException("chunk " + number + " is not what was written");
        }
    }

    private static int end(CRC32C crc, int number, int word) {
        for (int value : new int[] {number, word}) {
            crc.update(value >>> 24);
            crc.update(value >>> 16);
            crc.update(value >>> 8);
            crc.update(value);
        }
        return (int) crc.getValue();
    }
}

package org.mailbay.trace.kept;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The keys of the room; numbers big-endian. A slot is an hour since 1970: what is removed together.
 *
 * <pre>
 * e id 0 millis seq                 events of one message that were written together
 * x ~slot address 0 ~millis id      who sent it or was to get it; slot and millis of its beginning; the value is the address
 * t slot id                         the message has events of this slot
 * b slot instance                   bytes that this instance wrote in this slot
 * </pre>
 */
final class Keys {
    static final byte EVENT = 'e';
    static final byte ADDRESS = 'x';
    static final byte LIFE = 't';
    static final byte SIZE = 'b';

    /** Chars of an id; longer ones are none. */
    static final int MAX_ID = 64;

    private static final int MAX_ADDRESS = 100;
    private static final int SUM = 8;
    private static final long SLOT_MILLIS = Duration.ofHours(1).toMillis();

    private Keys() {}

    /** An id as traces have them: visible ASCII. */
    static boolean isId(String id) {
        return !id.isEmpty() && id.length() <= MAX_ID && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    static int slot(long millis) {
        return Math.clamp(millis / SLOT_MILLIS, 0, Integer.MAX_VALUE);
    }

    static long millis(int slot) {
        return slot * SLOT_MILLIS;
    }

    static byte[] event(String id, long millis, int sequence) {
        byte[] prefix = events(id);
        return ByteBuffer.allocate(prefix.length + Long.BYTES + Integer.BYTES)
                .put(prefix)
                .putLong(Math.max(0, millis))
                .putInt(sequence)
                .array();
    }

    /** What the events of a message begin with. */
    static byte[] events(String id) {
        byte[] name = ascii(id);
        return ByteBuffer.allocate(name.length + 2)
                .put(EVENT)
                .put(name)
                .put((byte) 0)
                .array();
    }

    static byte[] address(int slot, String address, long millis, String id) {
        byte[] prefix = addresses(slot, address);
        byte[] name = ascii(id);
        return ByteBuffer.allocate(prefix.length + Long.BYTES + name.length)
                .put(prefix)
                .putLong(~millis)
                .put(name)
                .array();
    }

    /** What the messages of an address in a slot begin with. */
    static byte[] addresses(int slot, String address) {
        byte[] name = shortened(address);
        return ByteBuffer.allocate(1 + Integer.BYTES + name.length + 1)
                .put(ADDRESS)
                .putInt(~slot)
                .put(name)
                .put((byte) 0)
                .array();
    }

    /** Where the addresses of a slot begin; those of earlier slots follow. */
    static byte[] addresses(int slot) {
        return ByteBuffer.allocate(1 + Integer.BYTES).put(ADDRESS).putInt(~slot).array();
    }

    static int slotOfAddress(byte[] key) {
        return ~ByteBuffer.wrap(key).getInt(1);
    }

    static long millisOfAddress(byte[] key) {
        return ~ByteBuffer.wrap(key).getLong(endOfAddress(key));
    }

    static String idOfAddress(byte[] key) {
        int from = endOfAddress(key) + Long.BYTES;
        return new String(key, from, key.length - from, StandardCharsets.US_ASCII);
    }

    private static int endOfAddress(byte[] key) {
        int end = 1 + Integer.BYTES;
        while (key[end] != 0) {
            end++;
        }
        return end + 1;
    }

    static byte[] life(int slot, String id) {
        byte[] name = ascii(id);
        return ByteBuffer.allocate(1 + Integer.BYTES + name.length)
                .put(LIFE)
                .putInt(slot)
                .put(name)
                .array();
    }

    static String idOfLife(byte[] key) {
        int from = 1 + Integer.BYTES;
        return new String(key, from, key.length - from, StandardCharsets.US_ASCII);
    }

    /** Where a slot's keys begin, of {@link #LIFE} or {@link #SIZE}. */
    static byte[] slot(byte kind, int slot) {
        return ByteBuffer.allocate(1 + Integer.BYTES).put(kind).putInt(slot).array();
    }

    static byte[] size(int slot, long instance) {
        return ByteBuffer.allocate(1 + Integer.BYTES + Long.BYTES)
                .put(SIZE)
                .putInt(slot)
                .putLong(instance)
                .array();
    }

    static int slotOfSize(byte[] key) {
        return ByteBuffer.wrap(key).getInt(1);
    }

    /** What comes after all keys that begin with this. */
    static byte[] after(byte[] prefix) {
        byte[] end = prefix.clone();
        for (int i = end.length - 1; i >= 0; i--) {
            if (++end[i] != 0) {
                return Arrays.copyOf(end, i + 1);
            }
        }
        throw new IllegalArgumentException("nothing comes after it");
    }

    private static byte[] shortened(String address) {
        byte[] bytes = address.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_ADDRESS) {
            return bytes;
        }
        CRC32 sum = new CRC32();
        sum.update(bytes);
        byte[] cut = Arrays.copyOf(bytes, MAX_ADDRESS);
        byte[] end = ascii(String.format("%08x", sum.getValue()));
        System.arraycopy(end, 0, cut, MAX_ADDRESS - SUM, SUM);
        return cut;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package org.mailbay.antispam.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mailbay.store.Room;

/**
 * Recorded candidates as rows of a room.
 *
 * <p>{@code r}, id (8 bytes, rising with time), number of the piece (2 bytes): a piece; the first one begins with the length (1 byte) and the
 * text of the trace id. {@code t}, trace id, 0, id: where the records of a trace are. {@code s}: bytes of all pieces.
 */
final class Rows {
    /** Bytes of a trace id that can be recorded. */
    static final int MAX_TRACE_ID = 100;

    private static final byte[] TOTAL = {'s'};
    private static final byte[] FIRST = {'r'};
    private static final byte[] PAST_LAST = {'s'};
    private static final int PIECE = 30_000;
    private static final int MAX_PIECES = 900;
    private static final int MILLIS_SHIFT = 16;
    private static final int MAX_OF_TRACE = 200;

    /** Largest record, in bytes. */
    static final int MAX_BYTES = PIECE * MAX_PIECES - MAX_TRACE_ID - 1;

    private final Room room;

    Rows(Room room) {
        this.room = room;
    }

    /** An id of a moment; those after it are greater. */
    static long id(Instant time) {
        return time.toEpochMilli() << MILLIS_SHIFT;
    }

    private static byte[] key(long id, int piece) {
        return ByteBuffer.allocate(11)
                .put((byte) 'r')
                .putLong(id)
                .putShort((short) piece)
                .array();
    }

    private static byte[] index(byte[] traceId, long id) {
        return ByteBuffer.allocate(traceId.length + 10)
                .put((byte) 't')
                .put(traceId)
                .put((byte) 0)
                .putLong(id)
                .array();
    }

    /** The rows of one record. */
    static List<Room.Change> rows(long id, String traceId, byte[] form) {
        byte[] trace = traceId.getBytes(StandardCharsets.UTF_8);
        ByteBuffer whole = ByteBuffer.allocate(1 + trace.length + form.length)
                .put((byte) trace.length)
                .put(trace)
                .put(form);
        byte[] all = whole.array();
        List<Room.Change> rows = new ArrayList<>();
        rows.add(new Room.Change(index(trace, id), new byte[0]));
        for (int at = 0, piece = 0; at < all.length; at += PIECE, piece++) {
            rows.add(new Room.Change(key(id, piece), Arrays.copyOfRange(all, at, Math.min(all.length, at + PIECE))));
        }
        return rows;
    }

    /** Bytes of all records. */
    long total() throws IOException {
        byte[] value = room.get(TOTAL);
        return value == null ? 0 : ByteBuffer.wrap(value).getLong();
    }

    static Room.Change total(long bytes) {
        return new Room.Change(TOTAL, ByteBuffer.allocate(8).putLong(bytes).array());
    }

    void commit(List<Room.Change> changes) throws IOException {
        room.commit(changes);
    }

    /** The records of a trace, in order of time; at most 200. */
    List<byte[]> find(String traceId) throws IOException {
        byte[] trace = traceId.getBytes(StandardCharsets.UTF_8);
        if (trace.length == 0 || trace.length > MAX_TRACE_ID) {
            return List.of();
        }
        List<Long> ids = new ArrayList<>();
        room.scan(index(trace, 0), index(trace, -1L), (key, value) -> {
            ids.add(ByteBuffer.wrap(key, key.length - 8, 8).getLong());
            return ids.size() < MAX_OF_TRACE;
        });
        List<byte[]> forms = new ArrayList<>();
        for (long id : ids) {
            ByteArrayOutputStream form = new ByteArrayOutputStream();
            room.scan(key(id, 0), key(id + 1, 0), (key, value) -> {
                form.writeBytes(value);
                return true;
            });
            if (form.size() > trace.length + 1) {
                byte[] all = form.toByteArray();
                forms.add(Arrays.copyOfRange(all, 1 + trace.length, all.length));
            }
        }
        return forms;
    }

    /** The trace ids of the newest records, newest first, each once. */
    List<String> newest(Instant from, int max) throws IOException {
        List<String> found = new ArrayList<>();
        room.scan(key(id(from), 0), PAST_LAST, (key, value) -> {
            if (isFirst(key)) {
                String traceId = traceId(value);
                found.remove(traceId);
                found.add(traceId);
                if (found.size() > max) {
                    found.removeFirst();
                }
            }
            return true;
        });
        return found.reversed();
    }

    private static boolean isFirst(byte[] key) {
        return ByteBuffer.wrap(key, 9, 2).getShort() == 0;
    }

    private static String traceId(byte[] first) {
        return new String(first, 1, first[0], StandardCharsets.UTF_8);
    }

    /**
     * Removes the oldest records: those before a moment, and as many as are too much.
     *
     * @param excess bytes that there are too many
     * @param total bytes of all records
     * @return bytes that are left; the same when there was nothing to remove
     */
    long trim(Instant before, long excess, long total) throws IOException {
        long oldest = id(before);
        List<Room.Change> changes = new ArrayList<>();
        long[] removed = {0};
        room.scan(FIRST, PAST_LAST, (key, value) -> {
            long id = ByteBuffer.wrap(key, 1, 8).getLong();
            if (isFirst(key) && (id >= oldest && removed[0] >= excess || changes.size() > Room.MAX_CHANGES / 2)) {
                return false;
            }
            if (isFirst(key)) {
                changes.add(new Room.Change(index(traceId(value).getBytes(StandardCharsets.UTF_8), id), null));
            }
            changes.add(new Room.Change(key, null));
            removed[0] += value.length;
            return true;
        });
        if (changes.isEmpty()) {
            return total;
        }
        long left = Math.max(0, total - removed[0]);
        changes.add(total(left));
        room.commit(changes);
        return left;
    }
}

package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** A file of packed blobs. The counters are guarded by the {@link Catalogue}'s lock. */
final class Segment {
    /** Bytes before the first record: magic, version, number, salt, CRC32C. */
    static final int HEADER = 128;

    private static final int MAGIC = 0x4D_42_53_47;
    private static final int VERSION = 1;
    private static final int CRC_AT = HEADER - 4;

    private final int number;
    private final Path file;
    private final long salt;
    private volatile long end;
    private volatile boolean poisoned;
    private long content;
    private long live;
    private long records;
    private long liveRecords;
    private int pins;
    private int removals;
    private boolean retired;

    /** @param end behind the last durable record, in bytes */
    Segment(int number, Path file, long salt, long end) {
        this.number = number;
        this.file = file;
        this.salt = salt;
        this.end = end;
    }

    int number() {
        return number;
    }

    Path file() {
        return file;
    }

    long salt() {
        return salt;
    }

    long end() {
        return end;
    }

    void extendTo(long newEnd) {
        end = newEnd;
    }

    /** Whether a flush of it failed; nothing is ever added to it again. */
    boolean isPoisoned() {
        return poisoned;
    }

    void poison() {
        poisoned = true;
    }

    void added(long length) {
        content += length;
        records++;
        live += length;
        liveRecords++;
    }

    void removed(long length) {
        live -= length;
        liveRecords--;
    }

    /** Counts content that is in the file but was removed before. */
    void addedDead(long length) {
        content += length;
        records++;
    }

    /** Bytes of content ever put into it. */
    long content() {
        return content;
    }

    /** Bytes of content still wanted. */
    long live() {
        return live;
    }

    /** Whether no record of it is wanted, and all that are not are written down. */
    boolean isDead() {
        return liveRecords == 0 && removals == 0;
    }

    /** The part of it that is still wanted, 0 to 1; an estimate where blobs are compressed. */
    double liveShare() {
        return records == 0 ? 0 : (double) weight(live, liveRecords) / weight(content, records);
    }

    private static long weight(long bytes, long number) {
        return bytes + number * (RecordHeader.BYTES + Frames.HEAD);
    }

    /** Begins a use of the file. */
    void pin() {
        pins++;
    }

    /** Begins a removal of a record, which is not written down yet. */
    void beginRemoval() {
        removals++;
        pins++;
    }

    /** Ends a removal; true when the file is to be deleted now. */
    boolean endRemoval() {
        removals--;
        return unpin();
    }

    /** Ends a use; true when the file is to be deleted now. */
    boolean unpin() {
        pins--;
        return retired && pins == 0;
    }

    /** Says that it is not needed but for uses that have begun; true when the file is to be deleted now. */
    boolean retire() {
        retired = true;
        return pins == 0;
    }

    byte[] header() {
        ByteBuffer out = ByteBuffer.allocate(HEADER);
        out.putInt(MAGIC).putInt(VERSION).putInt(number).putInt(0).putLong(salt);
        out.putInt(CRC_AT, crc(out.array()));
        return out.array();
    }

    /** The salt of a segment's header; empty when it is damaged. */
    static OptionalLong salt(byte[] header, int number) {
        ByteBuffer in = ByteBuffer.wrap(header);
        boolean good = in.getInt() == MAGIC
                && in.getInt() == VERSION
                && in.getInt() == number
                && in.getInt(CRC_AT) == crc(header);
        return good ? OptionalLong.of(in.getLong(16)) : OptionalLong.empty();
    }

    /** Tells of a segment that a newer version of this driver wrote: to pass it over would be to lose it. */
    static void refuseNewer(byte[] header) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(header);
        int version = in.getInt(4);
        if (in.getInt() == MAGIC && version > VERSION && in.getInt(CRC_AT) == crc(header)) {
            throw new IOException(
                    "a segment of form " + version + " was written by a newer version of this driver, which"
                            + " knows forms up to " + VERSION + "; use that version again");
        }
    }

    private static int crc(byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CRC_AT);
        return (int) crc.getValue();
    }
}

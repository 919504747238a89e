package org.mailbay.queue;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/** Keys of the queue's room: a letter for the kind, then numbers that sort. */
final class Keys {
    private static final int ID = 10;
    /** Tenant, account and kind. */
    private static final int LANE_TAIL = 17;

    private Keys() {}

    private static ByteBuffer key(char kind, int size) {
        return ByteBuffer.allocate(1 + size).put((byte) kind);
    }

    /** A letter. */
    static byte[] letter(long number) {
        return key('m', 8).putLong(number).array();
    }

    static long letterOf(byte[] key) {
        return ByteBuffer.wrap(key, 1, 8).getLong();
    }

    /** A piece of work. */
    static byte[] item(Item.Id id) {
        return key('w', ID).putLong(id.letter()).putShort((short) id.position()).array();
    }

    /** First of all {@link #item} of a letter. */
    static byte[] items(long letter) {
        return key('w', 8).putLong(letter).array();
    }

    /** That the revision before still tries a piece of work. */
    static byte[] outlasting(Item.Id id) {
        return key('u', ID).putLong(id.letter()).putShort((short) id.position()).array();
    }

    static Item.Id itemOf(byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key, key.length - ID, ID);
        return new Item.Id(in.getLong(), Short.toUnsignedInt(in.getShort()));
    }

    /** Where work stands in its lane. */
    static byte[] place(byte[] lane, Instant due, Item.Id id) {
        return key('q', lane.length + 8 + ID)
                .put(lane)
                .putLong(due.toEpochMilli())
                .putLong(id.letter())
                .putShort((short) id.position())
                .array();
    }

    /** First of all {@link #place} of a lane that are due at or after a time. */
    static byte[] places(byte[] lane, Instant from) {
        return key('q', lane.length + 8).put(lane).putLong(from.toEpochMilli()).array();
    }

    static Instant dueOf(byte[] place) {
        return Instant.ofEpochMilli(
                ByteBuffer.wrap(place, place.length - ID - 8, 8).getLong());
    }

    /**
     * That a lane is to be looked at, at a time.
     *
     * @param unique so that who removes the wakes it has seen removes nobody else's
     */
    static byte[] wake(Instant at, byte[] lane, long unique) {
        return key('n', 17 + lane.length)
                .put((byte) kindOf(lane).ordinal())
                .putLong(at.getEpochSecond())
                .put(lane)
                .putLong(unique)
                .array();
    }

    /** First of all {@link #wake} of lanes of a kind at or after a time. */
    static byte[] wakes(Lane.Kind kind, long second) {
        return key('n', 9).put((byte) kind.ordinal()).putLong(second).array();
    }

    static long secondOf(byte[] wake) {
        return ByteBuffer.wrap(wake, 2, 8).getLong();
    }

    static byte[] laneOf(byte[] wake) {
        return Arrays.copyOfRange(wake, 10, wake.length - 8);
    }

    /** The lane of a place. */
    static byte[] laneOfPlace(byte[] place) {
        return Arrays.copyOfRange(place, 1, place.length - ID - 8);
    }

    /** First of all {@link #place} of a destination. */
    static byte[] placesTo(byte[] destination) {
        return key('q', destination.length).put(destination).array();
    }

    /** The part of a lane's key that is its destination's. */
    static byte[] destinationOf(byte[] lane) {
        return Arrays.copyOf(lane, lane.length - LANE_TAIL);
    }

    static long tenantOf(byte[] lane) {
        return ByteBuffer.wrap(lane, lane.length - LANE_TAIL, 8).getLong();
    }

    static Lane.Kind kindOf(byte[] lane) {
        return Lane.Kind.values()[lane[lane.length - 1]];
    }

    /** That a destination is paused. */
    static byte[] paused(byte[] destination) {
        return key('p', destination.length).put(destination).array();
    }

    /** What an observer is yet to be told. */
    static byte[] news(long number) {
        return key('o', 8).putLong(number).array();
    }

    /** The number from which on none was given. */
    static byte[] numbers() {
        return new byte[] {'#'};
    }

    /** That a blob belongs to a letter. */
    static byte[] blob(byte[] name) {
        return key('b', name.length).put(name).array();
    }

    /** After the last key of a kind. */
    static byte[] after(char kind) {
        return new byte[] {(byte) (kind + 1)};
    }

    /** First key of a kind. */
    static byte[] first(char kind) {
        return new byte[] {(byte) kind};
    }

    /** After the last key that begins so; its last byte is not 0xff throughout. */
    static byte[] afterPrefix(byte[] prefix) {
        byte[] after = prefix.clone();
        int last = after.length - 1;
        while (after[last] == (byte) 0xff) {
            after[last--] = 0;
        }
        after[last]++;
        return after;
    }
}

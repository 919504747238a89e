package org.mailbay.tck.records;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.Table;

/** Keys and values as tests write them. */
final class Keys {
    /** Before every key. */
    static final byte[] FIRST = {};

    private Keys() {}

    /** Bytes from hexadecimal digits. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A key of an account: its first 8 bytes, and a number. */
    static byte[] key(long account, long number) {
        return ByteBuffer.allocate(16).putLong(account).putLong(number).array();
    }

    static long account(byte[] key) {
        return ByteBuffer.wrap(key).getLong(0);
    }

    static long number(byte[] key) {
        return ByteBuffer.wrap(key).getLong(8);
    }

    static byte[] value(long number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }

    static long value(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    /** The keys of a scan, in hexadecimal digits. */
    static List<String> scan(Records records, Table table, byte[] from, byte[] to) throws java.io.IOException {
        List<String> keys = new ArrayList<>();
        records.scan(table, from, to, (key, _) -> keys.add(HexFormat.of().formatHex(key)));
        return keys;
    }
}

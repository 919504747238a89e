package org.mailbay.store.engine.record;

import java.io.IOException;

/** The values of small rows of SYS: a counter, a name. */
public final class Scalars {
    private static final int VERSION = 1;

    private Scalars() {}

    /** A number. */
    public static byte[] number(long number) {
        return new Out(11).octet(VERSION).varint(number).done();
    }

    /** Reads {@link #number}. */
    public static long numberOf(byte[] value) throws IOException {
        return new In(value).version(VERSION).varint();
    }

    /** A text. */
    public static byte[] text(String text) {
        return new Out(32).octet(VERSION).text(text).done();
    }

    /** Reads {@link #text}. */
    public static String textOf(byte[] value) throws IOException {
        return new In(value).version(VERSION).text();
    }

    /** Bytes. */
    public static byte[] bytes(byte[] bytes) {
        return new Out(1 + bytes.length).octet(VERSION).raw(bytes).done();
    }

    /** Reads {@link #bytes}. */
    public static byte[] bytesOf(byte[] value) throws IOException {
        return new In(value).version(VERSION).rest();
    }
}

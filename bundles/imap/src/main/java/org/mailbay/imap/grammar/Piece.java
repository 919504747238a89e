package org.mailbay.imap.grammar;

/** A command arrives in pieces: text, and literals between it. */
public sealed interface Piece {

    /**
     * What stands on a line, without its end and without the announcement of a literal.
     *
     * @param bytes not changed afterwards
     */
    record Text(byte[] bytes) implements Piece {}

    /**
     * A literal that is kept in memory.
     *
     * @param bytes not changed afterwards
     * @param binary announced by a tilde: may hold NUL (RFC 9051 §4.3)
     */
    record Literal(byte[] bytes, boolean binary) implements Piece {}

    /**
     * A literal that went elsewhere while it came in.
     *
     * @param handle of who took it
     * @param size in octets
     * @param binary announced by a tilde: may hold NUL
     */
    record Stored(Object handle, long size, boolean binary) implements Piece {}
}

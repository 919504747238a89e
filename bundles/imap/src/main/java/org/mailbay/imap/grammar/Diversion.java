package org.mailbay.imap.grammar;

import java.nio.ByteBuffer;
import java.util.Optional;

/** Where literals go that are too large for memory: messages, while they come in. */
@FunctionalInterface
public interface Diversion {
    /** Keeps every literal in memory. */
    Diversion NONE = (soFar, size, binary) -> Optional.empty();

    /**
     * A literal was announced; asked before the client is told to send it.
     *
     * @param soFar the command up to where the literal will stand, which is {@link Input#isEnd}
     * @param size in octets, as announced
     * @param binary announced by a tilde: may hold NUL
     * @return who takes it; empty when it is to be kept in memory
     * @throws Declined NO
     * @throws Malformed BAD
     */
    Optional<Sink> begin(Input soFar, long size, boolean binary) throws Declined, Malformed;

    /** Takes one literal. */
    interface Sink {
        /**
         * Some of it.
         *
         * @param bytes to be read to their end; good during this call only
         * @throws Declined NO, once the client has sent the rest, of which this hears nothing
         */
        void write(ByteBuffer bytes) throws Declined;

        /**
         * All of it was written.
         *
         * @return what becomes of {@link Piece.Stored}; from when its command is complete, it is the command's to give back
         * @throws Declined NO
         */
        Object finish() throws Declined;

        /** The command will never be complete: gives back what is held, finished or not. */
        void abandon();
    }
}

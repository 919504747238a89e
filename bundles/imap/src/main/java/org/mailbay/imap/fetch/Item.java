package org.mailbay.imap.fetch;

import java.io.IOException;
import org.mailbay.imap.grammar.Out;

/** Something that FETCH tells of a message; equal when it is the same. */
public sealed interface Item permits Column, Envelope, BodyStructure, Preview, Body, Binary, BinarySize {
    /** What it takes to tell. */
    Need need();

    /** Whether asking marks the message seen (RFC 9051 §6.4.5). */
    default boolean marksSeen() {
        return false;
    }

    /**
     * Reads what must be there before the first byte of an answer is written.
     *
     * @return whether the message is still there
     */
    default boolean prepare(Opened message) throws IOException {
        return true;
    }

    /** Writes its name and value. */
    void write(Opened message, Out out) throws IOException;

    /** What is read to tell something. */
    enum Need {
        /** What is in memory. */
        COLUMNS,

        /** The stored form, unless {@link Envelopes} knows. */
        ENVELOPE,

        /** The stored form. */
        STORED,

        /** The stored form and ranges of the message. */
        CONTENT
    }
}

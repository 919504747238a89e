package org.mailbay.master.key;

import java.io.IOException;

/** Where the text with the keys comes from; asked again and again. */
interface KeySource {
    /** No list of keys is longer. In bytes. */
    int LONGEST = 64 << 10;

    /** What it is, for messages. */
    String name();

    /**
     * Reads all of it.
     *
     * @throws IOException saying what to do about it, without what was read
     */
    String read() throws IOException, InterruptedException;
}

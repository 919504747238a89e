package org.mailbay.mime;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a message: CRLF line ends, dots unstuffed. Read as often as wanted, by any thread. */
public interface Content {
    /** In bytes. */
    long size();

    /** From the first byte on; the caller closes it. */
    InputStream open() throws IOException;
}

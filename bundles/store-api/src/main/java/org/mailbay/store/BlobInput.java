package org.mailbay.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * A range of a blob, to be read once, by one thread, and closed.
 *
 * @param content exactly {@code length} bytes; fails rather than ending early
 * @param length in bytes
 */
public record BlobInput(InputStream content, long length) implements AutoCloseable {
    public BlobInput {
        if (length < 0) {
            throw new IllegalArgumentException("length " + length);
        }
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}

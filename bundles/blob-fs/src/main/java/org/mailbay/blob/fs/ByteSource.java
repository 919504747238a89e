package org.mailbay.blob.fs;

import java.io.Closeable;
import java.io.IOException;

/** Bytes to be read from any position, by any thread, interrupted or not. */
interface ByteSource extends Closeable {
    /** Reads up to {@code length} bytes, fewer only at the end; 0 at or after it. */
    int read(long at, byte[] into, int offset, int length) throws IOException;

    @Override
    default void close() throws IOException {}
}

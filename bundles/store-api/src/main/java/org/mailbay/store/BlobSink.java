package org.mailbay.store;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A blob while it is written; hashed on the way. For one thread at a time. Closed before it is sealed, it leaves nothing. */
@ConsumerType
public interface BlobSink extends AutoCloseable {
    /** Adds bytes. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Bytes so far. */
    long size();

    /** Ends the blob; durable when this returns. Content that is there already is not stored twice. */
    BlobRef seal() throws IOException;

    @Override
    void close();
}

package org.mailbay.store.spi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** What an administrator can ask of a shard while it serves. */
@ConsumerType
public interface RecordAdmin {
    /** Writes a consistent copy into {@code folder}, which must not exist; it opens as a shard of this driver. */
    void backup(Path folder) throws IOException;

    /** Reads everything; a line for each thing that is wrong. */
    List<String> verify() throws IOException;

    /** Gives space back to the file system. */
    void compact() throws IOException;

    /** Bytes on disk (or in memory). */
    long size() throws IOException;
}

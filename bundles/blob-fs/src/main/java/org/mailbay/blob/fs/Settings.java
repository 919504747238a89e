package org.mailbay.blob.fs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;

/**
 * How the driver behaves.
 *
 * @param codec what new small blobs are compressed with
 * @param background what is rewritten is compressed with
 * @param segmentBytes size at which a segment is full; 1 MiB to 1 GiB
 * @param memoryBytes what all open sinks together may keep in memory before they spill to files
 * @param lockWait how long to wait for another revision of this driver to give a shard back
 * @param drain how long closing waits for sinks and inputs that are still open
 * @param flush makes a channel's data durable; tests replace it by one that fails
 */
record Settings(
        RecordHeader.Codec codec,
        RecordHeader.Codec background,
        long segmentBytes,
        long memoryBytes,
        Duration lockWait,
        Duration drain,
        Flush flush) {
    Settings {
        if (segmentBytes < 1 << 20 || segmentBytes > 1 << 30) {
            throw new IllegalArgumentException("segment of " + segmentBytes + " bytes");
        }
    }

    /** Makes data durable. */
    @FunctionalInterface
    interface Flush {
        /** fdatasync; after a failure nothing written before is to be trusted (never tried again). */
        void force(FileChannel channel) throws IOException;
    }
}

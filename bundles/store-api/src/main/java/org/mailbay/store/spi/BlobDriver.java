package org.mailbay.store.spi;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A blob store engine. A service; the one of highest ranking is used. */
@ConsumerType
public interface BlobDriver {
    /** For logs and the console. */
    String name();

    /** Opens a shard's blobs, making the place when it does not exist; refused while another process has it. */
    BlobStore open(ShardId shard) throws IOException;
}

package org.mailbay.tck.blobs;

import java.io.IOException;
import java.nio.file.Path;
import org.mailbay.store.spi.BlobDriver;
import org.osgi.annotation.versioning.ConsumerType;

/** How the contracts start and stop a driver. For {@link BlobsDurableContract} a public class with a public constructor of no arguments. */
@ConsumerType
public interface BlobsTestee {
    /** A new driver that keeps its data under {@code data}, as after a start of the server. */
    BlobDriver start(Path data) throws IOException;

    /** Whether it encrypts. A driver that does not must refuse a key that says it should, and never store what is to be sealed in the clear. */
    default boolean seals() {
        return true;
    }

    /** Whether it makes copies; if not, {@code BlobAdmin.backup} says so. */
    default boolean copies() {
        return true;
    }

    /** Stops it as its deactivation would. */
    void stop(BlobDriver driver) throws IOException;
}

package org.mailbay.tck.search;

import java.io.IOException;
import java.nio.file.Path;
import org.mailbay.store.spi.SearchDriver;
import org.osgi.annotation.versioning.ConsumerType;

/** How the contracts start and stop a driver. For {@link SearchDurableContract} a public class with a public constructor of no arguments. */
@ConsumerType
public interface SearchTestee {
    /** A new driver that keeps its data under {@code data}, as after a start of the server. */
    SearchDriver start(Path data) throws IOException;

    /** Stops it as its deactivation would. */
    void stop(SearchDriver driver) throws IOException;

    /** Whether it encrypts. A durable driver that does not must refuse a master key, and never write texts in the clear then. */
    default boolean seals() {
        return true;
    }

    /** Whether it finds other forms of a word, in English and German at least. */
    default boolean stems() {
        return false;
    }
}

package org.mailbay.example.blob.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.tck.blobs.BlobsTestee;

/** Starts the driver in the contracts' folder. */
public final class PlainTestee implements BlobsTestee {
    /** By reflection, too. */
    public PlainTestee() {}

    @Override
    public BlobDriver start(Path data) {
        return new PlainBlobDriver(data);
    }

    @Override
    public boolean seals() {
        return false;
    }

    @Override
    public boolean copies() {
        return false;
    }

    @Override
    public void stop(BlobDriver driver) {
        assertThat(driver.name()).isEqualTo("example-plain");
    }
}

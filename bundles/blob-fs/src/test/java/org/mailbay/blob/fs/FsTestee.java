package org.mailbay.blob.fs;

import java.nio.file.Path;
import java.time.Duration;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.tck.blobs.BlobsTestee;

/** The driver as the contracts want it: small segments, little memory, so that every path is taken. */
public final class FsTestee implements BlobsTestee {
    /** By reflection, too. */
    public FsTestee() {}

    static Settings settings(RecordHeader.Codec codec, Settings.Flush flush) {
        return new Settings(
                codec,
                RecordHeader.Codec.DEFLATE,
                4 << 20,
                4 << 20,
                Duration.ofMillis(300),
                Duration.ofMillis(100),
                flush);
    }

    static BlobFs driver(Path data, RecordHeader.Codec codec) {
        return new BlobFs(data, settings(codec, channel -> channel.force(false)), new BlobHealth(2, 1));
    }

    @Override
    public BlobDriver start(Path data) {
        return driver(data, RecordHeader.Codec.NONE);
    }

    @Override
    public void stop(BlobDriver driver) {
        ((BlobFs) driver).deactivate();
    }
}

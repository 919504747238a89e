package org.mailbay.blob.fs;

import java.nio.file.Path;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.tck.blobs.BlobsContract;
import org.mailbay.tck.blobs.BlobsTestee;

class DeflateContractTest implements BlobsContract {
    @Override
    public BlobsTestee testee() {
        return new BlobsTestee() {
            @Override
            public BlobDriver start(Path data) {
                return FsTestee.driver(data, RecordHeader.Codec.DEFLATE);
            }

            @Override
            public void stop(BlobDriver driver) {
                ((BlobFs) driver).deactivate();
            }
        };
    }
}

package org.mailbay.example.blob.driver;

import org.mailbay.tck.blobs.BlobsContract;
import org.mailbay.tck.blobs.BlobsDurableContract;
import org.mailbay.tck.blobs.BlobsTestee;

class PlainBlobDriverTest implements BlobsContract, BlobsDurableContract {
    @Override
    public BlobsTestee testee() {
        return new PlainTestee();
    }

    @Override
    public int rounds() {
        return 2;
    }
}

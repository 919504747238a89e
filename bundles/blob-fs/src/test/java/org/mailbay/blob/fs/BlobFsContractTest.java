package org.mailbay.blob.fs;

import org.mailbay.tck.blobs.BlobsContract;
import org.mailbay.tck.blobs.BlobsDurableContract;
import org.mailbay.tck.blobs.BlobsTestee;

class BlobFsContractTest implements BlobsContract, BlobsDurableContract {
    @Override
    public BlobsTestee testee() {
        return new FsTestee();
    }
}

package org.mailbay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.mailbay.store.spi.BlobDriver;
import org.mailbay.tck.blobs.BlobsContract;
import org.mailbay.tck.blobs.BlobsTestee;

class MemoryBlobsTest implements BlobsContract {
    @Override
    public BlobsTestee testee() {
        return new BlobsTestee() {
            @Override
            public BlobDriver start(Path data) {
                return new MemoryBlobDriver(256 << 20);
            }

            @Override
            public boolean copies() {
                return false;
            }

            @Override
            public void stop(BlobDriver driver) {
                assertThat(driver.name()).isEqualTo("memory");
            }
        };
    }
}

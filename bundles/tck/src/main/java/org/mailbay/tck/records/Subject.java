package org.mailbay.tck.records;

import java.io.IOException;
import java.nio.file.Path;
import org.mailbay.store.spi.RecordDriver;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;

/** A driver and its open shard, for the length of a test. */
final class Subject implements AutoCloseable {
    static final ShardId SHARD = new ShardId("contract");

    private final RecordsTestee testee;
    private final RecordDriver driver;
    private final Records records;

    private Subject(RecordsTestee testee, RecordDriver driver, Records records) {
        this.testee = testee;
        this.driver = driver;
        this.records = records;
    }

    static Subject open(RecordsTestee testee, Path data) throws IOException {
        RecordDriver driver = testee.start(data);
        try {
            return new Subject(testee, driver, driver.open(SHARD));
        } catch (IOException | RuntimeException refused) {
            testee.stop(driver);
            throw refused;
        }
    }

    RecordDriver driver() {
        return driver;
    }

    Records records() {
        return records;
    }

    @Override
    public void close() throws IOException {
        try {
            records.close();
        } finally {
            testee.stop(driver);
        }
    }
}

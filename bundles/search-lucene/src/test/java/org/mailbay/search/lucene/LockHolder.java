package org.mailbay.search.lucene;

import java.nio.file.Path;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.ShardId;
import org.mailbay.tck.records.Seed;

/** A process that has an index open until it is killed, a minute at most. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws Exception {
        SearchDriver driver = new LuceneTestee().start(Path.of(args[0]));
        driver.open(new ShardId("one"));
        Seed.print("open");
        Thread.sleep(60_000);
    }
}

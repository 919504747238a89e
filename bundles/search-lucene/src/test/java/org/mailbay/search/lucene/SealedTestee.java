package org.mailbay.search.lucene;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;
import org.mailbay.tck.search.PaperKey;
import org.mailbay.tck.search.SearchTestee;

/** As {@link LuceneTestee}, with indexes that are sealed where the contract says nothing of keys. */
public final class SealedTestee implements SearchTestee {
    private final LuceneTestee plain = new LuceneTestee();

    /** By reflection, too. */
    public SealedTestee() {}

    @Override
    public SearchDriver start(Path data) {
        return new Sealed(plain.start(data), new PaperKey(9));
    }

    @Override
    public void stop(SearchDriver driver) {
        plain.stop(((Sealed) driver).driver);
    }

    @Override
    public boolean stems() {
        return true;
    }

    private record Sealed(SearchDriver driver, MasterKey always) implements SearchDriver {
        @Override
        public String name() {
            return driver.name();
        }

        @Override
        public SearchIndex open(ShardId shard, @Nullable MasterKey key) throws IOException {
            return driver.open(shard, key == null ? always : key);
        }
    }
}

package org.mailbay.store.memory;

import java.nio.file.Path;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.tck.search.SearchContract;
import org.mailbay.tck.search.SearchTestee;
import org.mailbay.tck.search.SearchTextContract;

class MemorySearchIndexTest implements SearchContract, SearchTextContract {
    @Override
    public SearchTestee testee() {
        return new SearchTestee() {
            @Override
            public SearchDriver start(Path data) {
                return new MemorySearchDriver(1L << 30);
            }

            @Override
            public void stop(SearchDriver driver) {}
        };
    }
}

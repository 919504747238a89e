package org.mailbay.search.lucene;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.lucene.store.Directory;
import org.mailbay.search.lucene.text.Language;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.tck.search.SearchTestee;

/** The driver as the contracts want it: it does not wait long. */
public final class LuceneTestee implements SearchTestee {
    /** By reflection, too. */
    public LuceneTestee() {}

    static LuceneSearch driver(Path data, UnaryOperator<Directory> faults) {
        return new LuceneSearch(
                data,
                new Settings(
                        4,
                        List.of(Language.values()),
                        2,
                        1 << 28,
                        1 << 20,
                        Duration.ofMillis(300),
                        Duration.ofMillis(500),
                        faults));
    }

    @Override
    public SearchDriver start(Path data) {
        return driver(data, UnaryOperator.identity());
    }

    @Override
    public void stop(SearchDriver driver) {
        ((LuceneSearch) driver).deactivate();
    }

    @Override
    public boolean stems() {
        return true;
    }
}

package org.mailbay.search.lucene;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.lucene.store.Directory;
import org.mailbay.search.lucene.text.Language;

/**
 * How the driver behaves.
 *
 * @param ramMegabytes of changes a shard keeps in memory before it writes them out
 * @param languages whose words are found in all forms, the likeliest first
 * @param readers threads that search, of all shards together
 * @param verifyBytes size up to which an index is read whole when it is opened, to find damage
 * @param sealedCacheBytes most memory for parts of encrypted indexes, of all shards together
 * @param lockWait how long to wait for another revision of this driver to give a shard back
 * @param drain how long closing waits for searches and changes that run
 * @param faults what stands between Lucene and the disk: nothing, but in tests
 */
record Settings(
        int ramMegabytes,
        List<Language> languages,
        int readers,
        long verifyBytes,
        long sealedCacheBytes,
        Duration lockWait,
        Duration drain,
        UnaryOperator<Directory> faults) {
    Settings {
        languages = List.copyOf(languages);
        if (ramMegabytes < 1 || readers < 1) {
            throw new IllegalArgumentException(ramMegabytes + " MB, " + readers + " readers");
        }
    }
}

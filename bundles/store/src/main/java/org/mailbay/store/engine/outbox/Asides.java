package org.mailbay.store.engine.outbox;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.mailbay.store.engine.Shard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many requests of each topic are set aside. Threads: any. */
final class Asides {
    private static final Logger LOG = LoggerFactory.getLogger(Asides.class);

    private final Map<Shard, Map<String, Long>> counts = new ConcurrentHashMap<>();

    /** Looks at what a shard has now. */
    synchronized void count(Requests requests) throws IOException {
        counts.put(requests.shard(), requests.countAsides());
    }

    /** Likewise; when it cannot be read, what was known stays. */
    void tryCount(Requests requests) {
        try {
            count(requests);
        } catch (IOException | RuntimeException e) {
            LOG.debug("event=outbox-waits reason=\"{}\"", e.getMessage());
        }
    }

    long of(String topic) {
        return counts.values().stream()
                .mapToLong(byTopic -> byTopic.getOrDefault(topic, 0L))
                .sum();
    }

    /** Those that have some. */
    Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        counts.values().forEach(byTopic -> topics.addAll(byTopic.keySet()));
        return topics;
    }
}

package org.mailbay.itests.kill;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Which messages were offered, and which of them the server answered for. Threads: any. */
final class Promises {
    /** Message-ID → who is to have it. */
    private final Map<String, String> offered = new ConcurrentHashMap<>();

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    void offered(String id, String recipient) {
        offered.put(id, recipient);
    }

    void acknowledged(String id) {
        acknowledged.add(id);
        count.incrementAndGet();
    }

    int count() {
        return count.get();
    }

    /** What was begun and never answered. */
    int unanswered() {
        return offered.size() - acknowledged.size();
    }

    /**
     * What is wrong with the mail that was found; empty when every promise was kept.
     *
     * @param found account → Message-ID → how often
     */
    Map<String, String> broken(Map<String, Map<String, Integer>> found) {
        Map<String, String> broken = new HashMap<>();
        offered.forEach((id, recipient) -> {
            int times = found.getOrDefault(recipient, Map.of()).getOrDefault(id, 0);
            if (times > 1 || times == 0 && acknowledged.contains(id)) {
                broken.put(
                        id,
                        (acknowledged.contains(id) ? "acknowledged" : "not acknowledged") + ", found " + times
                                + " times");
            }
        });
        found.forEach((account, ids) -> ids.keySet().forEach(id -> {
            if (!account.equals(offered.get(id))) {
                broken.put(id, "found with " + account + ", never sent there");
            }
        }));
        return broken;
    }
}

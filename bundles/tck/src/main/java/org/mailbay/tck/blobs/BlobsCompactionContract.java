package org.mailbay.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.tck.records.Crew;
import org.mailbay.tck.records.Seed;

/** That giving space back costs nobody a blob. A driver that has no waste passes by doing nothing. */
public interface BlobsCompactionContract {
    /** The driver under test. */
    BlobsTestee testee();

    @Test
    default void compactionKeepsWhatIsWanted(@TempDir Path data) throws Exception {
        Random random = Seed.random("compactionKeepsWhatIsWanted");
        Map<BlobRef, byte[]> kept = new HashMap<>();
        boolean seals = testee().seals();
        try (Shard shard = Shard.open(testee(), data)) {
            List<BlobRef> gone = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                byte[] content = Shard.content(random.nextLong(), random.nextInt(12_000));
                BlobRef ref = shard.put(
                        seals && i % 2 == 0 ? Keys.sealing(1 + i % 3) : Shard.KEY, content, -1, 1 + content.length);
                if (i % 5 == 0) {
                    kept.put(ref, content);
                } else {
                    gone.add(ref);
                }
            }
            gone.removeAll(kept.keySet());
            shard.store().remove(gone);
            long waste = shard.store().admin().waste();
            long size = shard.store().size();
            BlobRef first = kept.keySet().iterator().next();
            BlobInput held = shard.store().open(first, 0, first.size()).orElseThrow();
            assertThat(shard.store().admin().compact(Long.MAX_VALUE)).isNotNegative();
            assertThat(shard.store().admin().waste()).isLessThanOrEqualTo(waste);
            assertThat(shard.store().size()).isLessThanOrEqualTo(size);
            try (held) {
                assertThat(held.content().readAllBytes()).isEqualTo(kept.get(first));
            }
            compare(shard, kept);
        }
        try (Shard shard = Shard.open(testee(), data)) {
            if (!shard.list().isEmpty()) { // a driver that keeps nothing over a restart has nothing to compare
                compare(shard, kept);
            }
        }
    }

    @Test
    default void compactionAgainstEverythingElse(@TempDir Path data) throws Exception {
        Random random = Seed.random("compactionAgainstEverythingElse");
        long base = random.nextLong();
        Map<BlobRef, byte[]> kept = new HashMap<>();
        try (Shard shard = Shard.open(testee(), data)) {
            AtomicBoolean done = new AtomicBoolean();
            List<Map<BlobRef, byte[]>> parts = List.of(new HashMap<>(), new HashMap<>(), new HashMap<>());
            Crew.run(4, member -> {
                if (member == 3) {
                    while (!done.get()) {
                        shard.store().admin().compact(200_000);
                        Thread.sleep(2);
                    }
                    return;
                }
                for (int i = 0; i < 400; i++) {
                    byte[] content = Shard.content(base + member * 10_000 + i, 9_000);
                    BlobRef ref = shard.put(content);
                    if (i % 4 == 0) {
                        parts.get(member).put(ref, content);
                        assertThat(shard.get(ref)).isEqualTo(content);
                    } else {
                        shard.store().remove(List.of(ref));
                    }
                }
                done.set(member == 0 || done.get());
            });
            parts.forEach(kept::putAll);
            shard.store().admin().compact(Long.MAX_VALUE);
            compare(shard, kept);
        }
    }

    private static void compare(Shard shard, Map<BlobRef, byte[]> kept) throws Exception {
        assertThat(shard.list()).containsExactlyInAnyOrderElementsOf(kept.keySet());
        for (Map.Entry<BlobRef, byte[]> entry : kept.entrySet()) {
            assertThat(shard.get(entry.getKey())).isEqualTo(entry.getValue());
            assertThat(shard.store().scrub(entry.getKey())).isEmpty();
        }
    }
}

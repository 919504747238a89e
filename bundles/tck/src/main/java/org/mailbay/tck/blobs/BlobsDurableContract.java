package org.mailbay.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobRef;
import org.mailbay.tck.kill.KilledChild;
import org.mailbay.tck.records.Seed;

/** What a durable driver owes after a restart and after {@code kill -9}; its testee is a public class with a public constructor. */
public interface BlobsDurableContract {
    /** The driver under test. */
    BlobsTestee testee();

    /** How often the child is killed. */
    default int rounds() {
        return 6;
    }

    @Test
    default void everythingIsThereAfterAReopen(@TempDir Path data) throws Exception {
        Random random = Seed.random("everythingIsThereAfterAReopen");
        Map<BlobRef, byte[]> expected = new HashMap<>();
        for (int round = 0; round < 4; round++) {
            try (Shard shard = Shard.open(testee(), data)) {
                assertThat(shard.list()).containsExactlyInAnyOrderElementsOf(expected.keySet());
                for (int size : BlobsContract.SIZES) {
                    byte[] content = Shard.content(random.nextLong(), size);
                    expected.put(shard.put(content), content);
                }
                BlobRef gone = shard.list().get(random.nextInt(expected.size()));
                shard.store().remove(List.of(gone));
                expected.remove(gone);
                for (Map.Entry<BlobRef, byte[]> entry : expected.entrySet()) {
                    assertThat(shard.get(entry.getKey())).isEqualTo(entry.getValue());
                }
            }
        }
    }

    @Test
    default void everythingAcknowledgedSurvivesAKill(@TempDir Path data) throws Exception {
        Random random = Seed.random("everythingAcknowledgedSurvivesAKill");
        Told told = new Told(new HashMap<>(), new HashSet<>());
        for (int round = 0; round < rounds(); round++) {
            round(data, random, told);
            try (Shard shard = Shard.open(testee(), data)) {
                Set<BlobRef> there = new HashSet<>(shard.list());
                assertThat(there).containsAll(told.sealed.keySet()).noneMatch(told.removed::contains);
                for (BlobRef ref : there) {
                    assertThat(shard.store().scrub(ref)).as("%s", ref).isEmpty();
                }
                for (Map.Entry<BlobRef, Long> entry : told.sealed.entrySet()) {
                    BlobRef ref = entry.getKey();
                    assertThat(shard.get(ref)).isEqualTo(Shard.content(entry.getValue(), (int) ref.size()));
                }
            }
        }
        Seed.print("checked " + told.sealed.size() + " blobs, " + told.removed.size() + " removals");
        assertThat(told.sealed).as("the child got through").hasSizeGreaterThan(5);
    }

    private void round(Path data, Random random, Told told) throws IOException, InterruptedException {
        List<String> arguments =
                List.of(testee().getClass().getName(), data.toString(), Long.toString(random.nextLong()));
        KilledChild.run(Victim.class, arguments, random, 1_500, told::hear);
    }

    /** What the child acknowledged; a blob whose removal was begun and not acknowledged is in neither. */
    record Told(Map<BlobRef, Long> sealed, Set<BlobRef> removed) {
        boolean hear(String line) {
            String[] words = line.split(" ");
            if (line.startsWith(Victim.SEALED)) {
                BlobRef ref = BlobRef.parse(words[1]).orElseThrow();
                removed.remove(ref);
                sealed.put(ref, Long.parseLong(words[2]));
            } else if (line.startsWith(Victim.REMOVING)) {
                sealed.remove(BlobRef.parse(words[1]).orElseThrow());
            } else if (line.startsWith(Victim.REMOVED)) {
                removed.add(BlobRef.parse(words[1]).orElseThrow());
            } else {
                return false;
            }
            return true;
        }
    }
}

package org.mailbay.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.store.spi.ShardId;
import org.mailbay.tck.records.Crew;
import org.mailbay.tck.records.Seed;

/** Copies of a shard while it serves, and shards of copies; or a clear word that the driver makes none. */
public interface BlobsCopyContract {
    /** The driver under test. */
    BlobsTestee testee();

    @Test
    default void copiesAreMadeOrRefused(@TempDir Path data, @TempDir Path copies) throws Exception {
        try (Shard shard = Shard.open(testee(), data)) {
            BlobRef ref = shard.put(new byte[] {1, 2, 3});
            Path copy = copies.resolve("copy");
            if (!testee().copies()) {
                assertThatThrownBy(() -> shard.store().admin().backup(copy)).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> shard.driver().openCopy(copy, new Keys()))
                        .isInstanceOf(IOException.class);
                assertThatThrownBy(() -> shard.driver().restore(copy, new ShardId("other")))
                        .isInstanceOf(IOException.class);
                return;
            }
            assertThatThrownBy(() -> shard.driver().openCopy(copy, new Keys())).isInstanceOf(IOException.class);
            shard.store().admin().backup(copy);
            assertThatThrownBy(() -> shard.driver().restore(copy, Shard.ID))
                    .as("it is open")
                    .isInstanceOf(IOException.class);
            try (BlobStore opened = shard.driver().openCopy(copy, new Keys())) {
                assertThat(read(opened, ref)).containsExactly(1, 2, 3);
                assertThatThrownBy(() -> opened.create(Shard.KEY, -1)).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> opened.remove(List.of(ref))).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    default void aCopyIsBroughtUpToDateAndMakesAShard(@TempDir Path data, @TempDir Path copies) throws Exception {
        assumeTrue(testee().copies());
        Random random = Seed.random("aCopyIsBroughtUpToDateAndMakesAShard");
        Path copy = copies.resolve("copy");
        Map<BlobRef, byte[]> expected = new HashMap<>();
        try (Shard shard = Shard.open(testee(), data)) {
            long all = 0;
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < 150; i++) {
                    byte[] content = Shard.content(random.nextLong(), size(random));
                    expected.put(shard.put(key(testee(), i), content, -1, 1 + content.length), content);
                }
                for (BlobRef gone : List.copyOf(expected.keySet())) {
                    if (random.nextInt(3) == 0) {
                        shard.store().remove(List.of(gone));
                        expected.remove(gone);
                    } else if (random.nextInt(4) == 0) {
                        shard.store().rewrite(key(testee(), round), gone);
                    }
                }
                shard.store().admin().compact(Long.MAX_VALUE);
                all += shard.store().admin().backup(copy);
                try (BlobStore opened = shard.driver().openCopy(copy, new Keys())) {
                    compare(opened, expected);
                }
                if (round % 2 == 0) {
                    ShardId made = new ShardId("made" + round);
                    shard.driver().restore(copy, made);
                    try (BlobStore opened = shard.driver().open(made, new Keys())) {
                        compare(opened, expected);
                        assertThatThrownBy(() -> shard.driver().restore(copy, made))
                                .isInstanceOf(IOException.class);
                    }
                    assertThatThrownBy(() -> shard.driver().restore(copy, made))
                            .as("it is not empty")
                            .isInstanceOf(FileAlreadyExistsException.class);
                }
            }
            assertThat(all).isPositive();
            assertThat(shard.store().admin().backup(copy)).as("nothing is new").isZero();
        }
    }

    @Test
    default void aCopyHasWhatWasThereWhenItWasBegun(@TempDir Path data, @TempDir Path copies) throws Exception {
        assumeTrue(testee().copies());
        Random random = Seed.random("aCopyHasWhatWasThereWhenItWasBegun");
        long base = random.nextLong();
        Path copy = copies.resolve("copy");
        Set<BlobRef> there = ConcurrentHashMap.newKeySet();
        try (Shard shard = Shard.open(testee(), data)) {
            AtomicBoolean done = new AtomicBoolean();
            Crew.run(4, member -> {
                if (member == 0) {
                    for (int i = 0; i < 12; i++) {
                        Set<BlobRef> owed = new HashSet<>(there);
                        shard.store().admin().backup(copy);
                        owed.retainAll(there);
                        try (BlobStore opened = shard.driver().openCopy(copy, new Keys())) {
                            for (BlobRef ref : owed) {
                                assertThat(opened.scrub(ref)).as("%s", ref).isEmpty();
                            }
                        }
                    }
                    done.set(true);
                }
                List<BlobRef> mine = new ArrayList<>();
                for (int i = 0; member > 0 && !done.get(); i++) {
                    byte[] content = Shard.content(base + member * 100_000 + i, i % 20 == 0 ? 300_000 : 9_000);
                    BlobRef ref = shard.put(content);
                    there.add(ref);
                    mine.add(ref);
                    if (i % 3 == 0) {
                        shard.store().rewrite(key(testee(), i), mine.getFirst());
                    }
                    if (mine.size() > 30) {
                        BlobRef gone = mine.remove(0);
                        there.remove(gone);
                        shard.store().remove(List.of(gone));
                    }
                    if (i % 50 == 49) {
                        shard.store().admin().compact(500_000);
                    }
                }
            });
        }
    }

    private static int size(Random random) {
        return random.nextInt(20) == 0 ? 260_000 + random.nextInt(200_000) : random.nextInt(20_000);
    }

    private static BlobKey key(BlobsTestee testee, int number) {
        return testee.seals() && number % 3 > 0 ? Keys.sealing(number % 3) : Shard.KEY;
    }

    private static void compare(BlobStore store, Map<BlobRef, byte[]> expected) throws IOException {
        Set<BlobRef> found = new HashSet<>();
        store.list(found::add);
        assertThat(found).isEqualTo(expected.keySet());
        for (Map.Entry<BlobRef, byte[]> entry : expected.entrySet()) {
            assertThat(read(store, entry.getKey())).isEqualTo(entry.getValue());
            assertThat(store.scrub(entry.getKey())).isEmpty();
        }
    }

    private static byte[] read(BlobStore store, BlobRef ref) throws IOException {
        try (BlobInput input = store.open(ref, 0, ref.size()).orElseThrow(() -> new IOException("no blob " + ref))) {
            return input.content().readAllBytes();
        }
    }
}

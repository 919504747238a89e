package org.mailbay.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.spi.BlobKey;
import org.mailbay.store.spi.BlobStore;
import org.mailbay.tck.records.Crew;
import org.mailbay.tck.records.Seed;

/** What every blob driver must do. */
public interface BlobsContract extends BlobsSealingContract, BlobsCompactionContract, BlobsCopyContract {
    /** Sizes around the edges at which drivers change their mind. */
    List<Integer> SIZES =
            List.of(0, 1, 10_000, 65_535, 65_536, 65_537, 131_072, 262_143, 262_144, 262_145, 327_681, 3_000_000);

    @Override
    BlobsTestee testee();

    @Test
    default void whatWasSealedIsReadBackWhole(@TempDir Path data) throws Exception {
        Random random = Seed.random("whatWasSealedIsReadBackWhole");
        try (Shard shard = Shard.open(testee(), data)) {
            Set<BlobRef> refs = new HashSet<>();
            for (int size : SIZES) {
                byte[] content = Shard.content(random.nextLong(), size);
                long hint = List.of(-1L, (long) size, 0L, 1L << 40).get(random.nextInt(4));
                BlobRef ref = shard.put(Shard.KEY, content, hint, 1 + random.nextInt(100_000));
                refs.add(ref);
                assertThat(shard.store().contains(ref)).isTrue();
                assertThat(shard.get(ref)).isEqualTo(content);
                assertThat(shard.store().scrub(ref)).isEmpty();
            }
            assertThat(shard.list()).containsExactlyInAnyOrderElementsOf(refs);
            assertThat(shard.store().size()).isGreaterThan(0);
        }
    }

    /** By hand only, for it takes 5 GB of disk: {@code -Dmailbay.large=true}. */
    @Test
    @EnabledIfSystemProperty(named = "mailbay.large", matches = "true")
    default void fiveGigabytesAreOneBlob(@TempDir Path data) throws Exception {
        byte[] piece = Shard.content(1, 1 << 20);
        try (Shard shard = Shard.open(testee(), data);
                BlobSink sink = shard.store().create(Shard.KEY, -1)) {
            for (int i = 0; i < 5 * 1024; i++) {
                sink.write(piece, 0, piece.length);
            }
            BlobRef ref = sink.seal();
            assertThat(ref.size()).isEqualTo(5L << 30);
            assertThat(shard.get(ref, (4L << 30) - 1, 2)).containsExactly(piece[piece.length - 1], piece[0]);
            assertThat(shard.store().scrub(ref)).isEmpty();
        }
    }

    @Test
    default void rangesAreCutAtTheRightBytes(@TempDir Path data) throws Exception {
        Random random = Seed.random("rangesAreCutAtTheRightBytes");
        try (Shard shard = Shard.open(testee(), data)) {
            for (int size : SIZES) {
                byte[] content = Shard.content(random.nextLong(), size);
                BlobRef ref = shard.put(content);
                for (int from : List.of(0, 1, 65_535, 65_536, 65_537, 131_071, 262_144, size, size + 9)) {
                    for (int length : List.of(0, 1, 2, 65_536, 65_537, random.nextInt(200_000))) {
                        byte[] expected = from >= size
                                ? new byte[0]
                                : Arrays.copyOfRange(content, from, Math.min(size, from + length));
                        assertThat(shard.get(ref, from, length))
                                .as("%d from %d of %d", length, from, size)
                                .isEqualTo(expected);
                    }
                }
                assertThat(shard.get(ref, 0, Long.MAX_VALUE)).isEqualTo(content);
                assertThatThrownBy(() -> shard.store().open(ref, -1, 1)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    default void equalContentHasOneNameInsideAKeyOnly(@TempDir Path data) throws Exception {
        byte[] other = new byte[32];
        other[0] = 1;
        try (Shard shard = Shard.open(testee(), data)) {
            for (int size : List.of(0, 5_000, 500_000)) {
                byte[] content = Shard.content(size, size);
                BlobRef mine = shard.put(content);
                long before = shard.store().size();
                assertThat(shard.put(Shard.KEY, content, -1, 4_096)).isEqualTo(mine);
                assertThat(shard.store().size()).isLessThan(before + Math.max(1, size));
                BlobRef theirs = shard.put(new BlobKey(other), content, -1, 4_096);
                assertThat(theirs).isNotEqualTo(mine);
                shard.store().remove(List.of(mine));
                assertThat(shard.store().contains(mine)).isFalse();
                assertThat(shard.get(theirs)).isEqualTo(content);
            }
        }
    }

    @Test
    default void sameContentAtOnceIsStoredOnce(@TempDir Path data) throws Exception {
        Random random = Seed.random("sameContentAtOnceIsStoredOnce");
        try (Shard shard = Shard.open(testee(), data)) {
            for (int size : List.of(0, 8_000, 400_000)) {
                byte[] content = Shard.content(random.nextLong(), size);
                Set<BlobRef> refs = ConcurrentHashMap.newKeySet();
                Crew.run(24, member -> {
                    BlobRef ref = shard.put(content);
                    assertThat(shard.get(ref)).isEqualTo(content);
                    refs.add(ref);
                });
                assertThat(refs).hasSize(1);
                assertThat(shard.list()).containsExactlyElementsOf(refs);
                shard.store().remove(refs);
                assertThat(shard.list()).isEmpty();
            }
        }
    }

    @Test
    default void removalAgainstPutEndsInOneOfTheTwo(@TempDir Path data) throws Exception {
        Random random = Seed.random("removalAgainstPutEndsInOneOfTheTwo");
        try (Shard shard = Shard.open(testee(), data)) {
            for (int size : List.of(3_000, 300_000)) {
                byte[] content = Shard.content(random.nextLong(), size);
                byte[] second = Shard.content(random.nextLong(), size);
                BlobRef ref = shard.put(content);
                BlobRef secondRef = shard.put(second);
                Crew.run(8, member -> {
                    for (int i = 0; i < 20; i++) {
                        switch (member % 4) {
                            case 0 -> assertThat(shard.put(content)).isEqualTo(ref);
                            case 1 -> shard.store().remove(List.of(ref, secondRef, ref));
                            case 2 -> shard.store().remove(List.of(secondRef, ref));
                            default -> assertThat(shard.put(second)).isEqualTo(secondRef);
                        }
                    }
                });
                assertThat(shard.store().open(ref, 0, 1).isPresent())
                        .isEqualTo(shard.list().contains(ref));
                assertThat(shard.put(content)).isEqualTo(ref);
                assertThat(shard.get(ref)).isEqualTo(content);
                shard.store().remove(List.of(ref));
                assertThat(shard.store().open(ref, 0, 1)).isEmpty();
            }
        }
    }

    @Test
    default void closedBeforeSealedLeavesNothing(@TempDir Path data) throws Exception {
        try (Shard shard = Shard.open(testee(), data)) {
            shard.put(new byte[10]);
            long before = shard.store().size();
            for (int size : SIZES) {
                try (BlobSink sink = shard.store().create(Shard.KEY, -1)) {
                    sink.write(new byte[size], 0, size);
                }
            }
            assertThat(shard.list()).hasSize(1);
            assertThat(shard.store().size()).isEqualTo(before);
        }
    }

    @Test
    default void whatIsNotThereIsAbsent(@TempDir Path data) throws Exception {
        try (Shard shard = Shard.open(testee(), data)) {
            BlobRef there = shard.put(new byte[] {1, 2, 3});
            for (BlobRef absent : List.of(new BlobRef(new byte[32], 3), new BlobRef(there.name(), 4))) {
                assertThat(shard.store().contains(absent)).isFalse();
                assertThat(shard.store().open(absent, 0, 3)).isEmpty();
                assertThat(shard.store().scrub(absent)).isPresent();
                shard.store().remove(List.of(absent));
            }
            assertThat(shard.store().contains(there)).isTrue();
        }
    }

    @Test
    default void listingShowsEveryBlobThatStays(@TempDir Path data) throws Exception {
        try (Shard shard = Shard.open(testee(), data)) {
            Set<BlobRef> staying = new HashSet<>();
            for (int i = 0; i < 600; i++) {
                staying.add(shard.put(Shard.content(i, 100 + i)));
            }
            Crew.run(3, member -> {
                for (int i = 0; i < 30; i++) {
                    if (member == 0) {
                        assertThat(shard.list()).doesNotHaveDuplicates().containsAll(staying);
                    } else {
                        shard.store().remove(List.of(shard.put(Shard.content(1_000 * member + i, 700))));
                    }
                }
            });
            AtomicInteger shown = new AtomicInteger();
            shard.store().list(ref -> shown.incrementAndGet() < 5);
            assertThat(shown).hasValue(5);
        }
    }

    @Test
    default void manyOpenSinksDoNotMixUp(@TempDir Path data) throws Exception {
        Random random = Seed.random("manyOpenSinksDoNotMixUp");
        try (Shard shard = Shard.open(testee(), data)) {
            List<byte[]> contents = new ArrayList<>();
            List<BlobSink> sinks = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                contents.add(Shard.content(random.nextLong(), 20_000 + i));
                sinks.add(shard.store().create(Shard.KEY, -1));
            }
            for (int at = 0; at < 20_000; at += 5_000) {
                for (int i = 0; i < 300; i++) {
                    sinks.get(i).write(contents.get(i), at, at == 15_000 ? 5_000 + i : 5_000);
                }
            }
            Crew.run(300, i -> {
                try (BlobSink sink = sinks.get(i)) {
                    assertThat(shard.get(sink.seal())).isEqualTo(contents.get(i));
                }
            });
        }
    }

    @Test
    default void interruptsHarmNobody(@TempDir Path data) throws Exception {
        Random random = Seed.random("interruptsHarmNobody");
        long base = random.nextLong();
        try (Shard shard = Shard.open(testee(), data)) {
            List<Thread> victims = Collections.synchronizedList(new ArrayList<>());
            AtomicInteger running = new AtomicInteger(6);
            Crew.run(7, member -> {
                if (member == 6) {
                    while (running.get() > 0) {
                        List.copyOf(victims).forEach(Thread::interrupt);
                        Thread.sleep(1);
                    }
                    return;
                }
                victims.add(Thread.currentThread());
                try {
                    for (int i = 0; i < 25; i++) {
                        byte[] content = Shard.content(base + member * 100 + i, i % 5 == 0 ? 300_000 : 9_000);
                        Thread.currentThread().interrupt();
                        BlobRef ref = shard.put(content);
                        assertThat(Thread.currentThread().isInterrupted()).isTrue();
                        assertThat(shard.get(ref)).isEqualTo(content);
                        if (i % 3 == 0) {
                            shard.store().remove(List.of(ref));
                        }
                    }
                } finally {
                    running.decrementAndGet();
                }
            });
            assertThat(shard.list()).hasSize(6 * 16);
            for (BlobRef ref : shard.list()) {
                assertThat(shard.store().scrub(ref)).isEmpty();
            }
        }
    }

    @Test
    default void afterItsEndASinkRefuses(@TempDir Path data) throws Exception {
        try (Shard shard = Shard.open(testee(), data)) {
            BlobSink sink = shard.store().create(Shard.KEY, 3);
            sink.write(new byte[5], 1, 3);
            sink.seal();
            assertThatThrownBy(() -> sink.write(new byte[1], 0, 1)).isInstanceOf(Exception.class);
            assertThatThrownBy(sink::seal).isInstanceOf(Exception.class);
            sink.close();
            sink.close();
            assertThat(shard.list()).hasSize(1);
        }
    }

    @Test
    default void afterItsEndAStoreRefuses(@TempDir Path data) throws Exception {
        Shard shard = Shard.open(testee(), data);
        BlobStore store = shard.store();
        BlobRef ref = shard.put(new byte[9]);
        shard.close();
        assertThatThrownBy(() -> store.create(Shard.KEY, -1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.open(ref, 0, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.contains(ref)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.remove(List.of(ref))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.list(any -> true)).isInstanceOf(IOException.class);
        assertThatThrownBy(store::size).isInstanceOf(IOException.class);
        store.close();
    }
}

package org.mailbay.tck.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.BlobInput;
import org.mailbay.store.BlobRef;
import org.mailbay.tck.records.Crew;
import org.mailbay.tck.records.Seed;

/** What a blob driver owes to a tenant whose blobs are to be encrypted: to do it, or to say at once that it cannot. */
public interface BlobsSealingContract {
    /** The driver under test. */
    BlobsTestee testee();

    @Test
    default void whatIsToBeSealedIsSealedOrRefused(@TempDir Path data) throws Exception {
        Random random = Seed.random("whatIsToBeSealedIsSealedOrRefused");
        Keys keys = new Keys();
        try (Shard shard = Shard.open(testee(), data, keys)) {
            if (!testee().seals()) {
                assertThatThrownBy(() -> shard.store().create(Keys.sealing(1), -1))
                        .isInstanceOf(IOException.class);
                return;
            }
            for (int size : BlobsContract.SIZES) {
                byte[] content = Shard.content(random.nextLong(), size);
                BlobRef ref = shard.put(Keys.sealing(1), content, -1, 1 + random.nextInt(100_000));
                assertThat(shard.get(ref)).isEqualTo(content);
                assertThat(shard.store().scrub(ref)).isEmpty();
                for (int from : List.of(0, 65_535, 65_536, 262_144)) {
                    byte[] expected = from >= size
                            ? new byte[0]
                            : Arrays.copyOfRange(content, from, Math.min(size, from + 70_000));
                    assertThat(shard.get(ref, from, 70_000)).isEqualTo(expected);
                }
                assertThat(shard.put(content))
                        .as("a name tells nothing of the seal")
                        .isEqualTo(ref);
            }
        }
    }

    @Test
    default void aMissingKeyIsSaidAndNothingElseSuffers(@TempDir Path data) throws Exception {
        assumeTrue(testee().seals());
        Keys keys = new Keys();
        try (Shard shard = Shard.open(testee(), data, keys)) {
            BlobRef plain = shard.put(new byte[] {1});
            for (int size : List.of(5_000, 500_000)) {
                byte[] content = Shard.content(size, size);
                BlobRef ref = shard.put(Keys.sealing(7), content, -1, 4_096);
                keys.withdraw(7);
                assertThatThrownBy(() -> shard.get(ref))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("key 7");
                assertThat(shard.store().scrub(ref))
                        .hasValueSatisfying(text -> assertThat(text).contains("key 7"));
                assertThat(shard.store().contains(ref)).isTrue();
                assertThat(shard.get(plain)).containsExactly(1);
                keys.giveBack(7);
                assertThat(shard.get(ref)).isEqualTo(content);
                keys.confuse(true);
                assertThatThrownBy(() -> shard.get(ref)).isInstanceOf(IOException.class);
                keys.confuse(false);
                assertThat(shard.get(ref)).isEqualTo(content);
            }
        }
    }

    @Test
    default void rewritingSealsAnew(@TempDir Path data) throws Exception {
        Random random = Seed.random("rewritingSealsAnew");
        Keys keys = new Keys();
        try (Shard shard = Shard.open(testee(), data, keys)) {
            assertThat(shard.store().rewrite(Shard.KEY, new BlobRef(new byte[32], 3)))
                    .isFalse();
            for (int size : BlobsContract.SIZES) {
                byte[] content = Shard.content(random.nextLong(), size);
                BlobRef ref = shard.put(content);
                shard.store().rewrite(Shard.KEY, ref);
                assertThat(shard.get(ref)).isEqualTo(content);
                if (testee().seals()) {
                    assertThat(shard.store().rewrite(Keys.sealing(1), ref)).isTrue();
                    assertThat(shard.store().rewrite(Keys.sealing(1), ref))
                            .as("it is as it should be")
                            .isFalse();
                    assertThat(shard.store().rewrite(Keys.sealing(2), ref)).isTrue();
                    keys.withdraw(1);
                    assertThat(shard.get(ref)).isEqualTo(content);
                    assertThat(shard.store().scrub(ref)).isEmpty();
                    keys.giveBack(1);
                    assertThat(shard.store().rewrite(Shard.KEY, ref)).isTrue();
                    keys.withdraw(2);
                    assertThat(shard.get(ref)).isEqualTo(content);
                    keys.giveBack(2);
                }
                assertThat(shard.list()).containsExactly(ref);
                shard.store().remove(List.of(ref));
                assertThat(shard.list()).isEmpty();
            }
        }
    }

    @Test
    default void nobodyNoticesRewriting(@TempDir Path data) throws Exception {
        Random random = Seed.random("nobodyNoticesRewriting");
        boolean seals = testee().seals();
        try (Shard shard = Shard.open(testee(), data, new Keys())) {
            List<byte[]> contents = new ArrayList<>();
            List<BlobRef> refs = new ArrayList<>();
            for (int size : List.of(3_000, 70_000, 300_000)) {
                contents.add(Shard.content(random.nextLong(), size));
                refs.add(shard.put(contents.getLast()));
            }
            BlobInput long1 = shard.store().open(refs.get(1), 0, 70_000).orElseThrow();
            BlobInput long2 = shard.store().open(refs.get(2), 0, 300_000).orElseThrow();
            AtomicInteger running = new AtomicInteger(2);
            Crew.run(6, member -> {
                if (member >= 2) {
                    while (running.get() > 0) {
                        int which = member % 3;
                        assertThat(shard.get(refs.get(which))).isEqualTo(contents.get(which));
                        Thread.sleep(1); // else these, which never wait, keep all carriers of virtual threads
                    }
                    return;
                }
                try {
                    for (int i = 0; i < 40; i++) {
                        BlobRef ref = refs.get(i % 3);
                        shard.store().rewrite(seals ? Keys.sealing(1 + (i + member) % 3) : Shard.KEY, ref);
                        byte[] extra = Shard.content(member * 1_000 + i, 2_000);
                        BlobRef other = shard.put(extra);
                        shard.store().rewrite(seals ? Keys.sealing(1) : Shard.KEY, other);
                        shard.store().remove(List.of(other));
                    }
                } finally {
                    running.decrementAndGet();
                }
            });
            try (long1;
                    long2) {
                assertThat(long1.content().readAllBytes()).isEqualTo(contents.get(1));
                assertThat(long2.content().readAllBytes()).isEqualTo(contents.get(2));
            }
            assertThat(shard.list()).containsExactlyInAnyOrderElementsOf(refs);
        }
    }
}

package org.mailbay.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.BlobRef;
import org.mailbay.store.BlobSink;
import org.mailbay.store.ObjectId;
import org.mailbay.store.ObjectType;
import org.mailbay.store.TenantId;
import org.mailbay.tck.records.Seed;
import org.mailbay.tck.store.Model.Version;

/** The random test; part of {@link StoreContract}. */
public interface StoreModelContract {
    /** A fresh store. */
    StoreTestee testee() throws IOException;

    /** How many transactions. */
    default int steps() {
        return 400;
    }

    @Test
    default void aStoreIsWhatItsModelSays() throws Exception {
        again("aStoreIsWhatItsModelSays", 0);
    }

    @Test
    default void aStoreWhoseCommitsFailIsWhatItsModelSays() throws Exception {
        again("aStoreWhoseCommitsFailIsWhatItsModelSays", 8);
    }

    /** Once; with {@code -Dmailbay.minutes} with new seeds for so long. */
    private void again(String test, int failing) throws IOException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("mailbay.minutes", 0));
        do {
            try (StoreTestee testee = testee()) {
                new Run(testee, Seed.random(test), failing, failing).steps(steps());
            }
        } while (System.nanoTime() < end);
    }

    /** One account, its model, and some of its earlier states. */
    final class Run {
        /** Thrown by work that changes its mind. */
        private static final class Refusal extends Exception {
            private static final long serialVersionUID = 1L;
        }

        private record Old(ObjectType type, long state, Map<ObjectId, Version> versions) {}

        private final StoreTestee testee;
        private final Random random;
        private final int before;
        private final int after;
        private final AccountId id;
        private final List<BlobRef> blobs = new ArrayList<>();
        private final List<Old> olds = new ArrayList<>();
        private Model model = new Model();

        Run(StoreTestee testee, Random random, int before, int after) throws IOException {
            this.testee = testee;
            this.random = random;
            this.before = before;
            this.after = after;
            id = testee.store().create(new TenantId(1)).id();
            seal();
        }

        /** Makes sure that the blobs are there, of which some may have been removed because nothing referred to them. */
        private void seal() throws IOException {
            blobs.clear();
            for (int i = 0; i < 5; i++) {
                byte[] content = new byte[10 + i];
                try (BlobSink sink = account().blobs().create(-1)) {
                    sink.write(content, 0, content.length);
                    blobs.add(sink.seal());
                }
            }
        }

        private Account account() throws IOException {
            return testee.store().account(id).orElseThrow();
        }

        void steps(int steps) throws IOException {
            for (int step = 0; step < steps; step++) {
                keep();
                testee.fail(before, after);
                write(random.nextInt(10) == 0);
                testee.fail(0, 0);
                if (random.nextInt(40) == 0) {
                    testee.restart();
                }
                if (random.nextInt(25) == 0) {
                    testee.fail(before, after);
                    tidy();
                    testee.fail(0, 0);
                    references();
                    seal();
                }
                compare(step % 20 == 0);
            }
        }

        private void tidy() {
            try {
                testee.tidy();
            } catch (IOException failed) {
                assertThat(before + after).as(failed.toString()).isPositive();
            }
        }

        private void keep() {
            ObjectType type =
                    List.of(Things.EMAIL, Things.MAILBOX, Things.THREAD).get(random.nextInt(3));
            if (olds.size() > 15) {
                olds.remove(random.nextInt(olds.size()));
            }
            olds.add(new Old(type, model.state(type.letter()), model.versions(type.letter())));
        }

        private void write(boolean refuse) throws IOException {
            Model[] next = {model};
            try {
                boolean any = account().write(tx -> {
                    Model trial = model.copy();
                    RandomWork work = new RandomWork(random, trial, blobs, tx);
                    work.run();
                    if (refuse) {
                        throw new Refusal();
                    }
                    boolean changed = trial.settle(model, work.touched());
                    next[0] = trial;
                    return changed;
                });
                assertThat(refuse).isFalse();
                commit(next[0], any);
            } catch (Refusal refused) {
                assertThat(refuse).isTrue();
            } catch (IOException failed) {
                testee.fail(0, 0);
                account().write(tx -> null);
                commit(next[0], account().snapshot().modSeq() > model.modSeq);
            }
        }

        /** When nothing changed, the store keeps neither modseq nor counters. */
        private void commit(Model next, boolean changed) {
            if (changed) {
                model = next;
            }
        }

        private void compare(boolean thoroughly) throws IOException {
            Comparison comparison = new Comparison(account(), model);
            comparison.snapshot();
            for (Old old : olds) {
                comparison.changes(old.type(), old.state(), old.versions());
            }
            for (long container : model.uids.keySet()) {
                comparison.vanished(container, 1 + random.nextLong(model.modSeq));
            }
            if (thoroughly) {
                comparison.bytes();
                comparison.index();
                references();
                assertThat(testee.store().check()).isEmpty();
            }
        }

        private void references() throws IOException {
            Set<BlobRef> kept = new HashSet<>();
            model.things.values().forEach(thing -> kept.addAll(thing.blobs()));
            for (BlobRef ref : blobs) {
                var input = account().blobs().open(ref, 0, 100);
                assertThat(input.isPresent()).isEqualTo(kept.contains(ref));
                if (input.isPresent()) {
                    try (var content = input.get()) {
                        assertThat(content.length()).isEqualTo(ref.size());
                    }
                }
            }
        }
    }
}

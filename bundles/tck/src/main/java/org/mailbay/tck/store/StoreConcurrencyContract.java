package org.mailbay.tck.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Objects;
import org.mailbay.store.Row;
import org.mailbay.store.Snapshot;
import org.mailbay.store.TenantId;
import org.mailbay.tck.records.Seed;

/** Many writers and readers at once; part of {@link StoreContract}. */
public interface StoreConcurrencyContract {
    /** A fresh store. */
    StoreTestee testee() throws IOException;

    @Test
    default void everyWriterIsAloneAndEveryReaderSeesWholeTransactions() throws Exception {
        crowd("everyWriterIsAloneAndEveryReaderSeesWholeTransactions", 0, 0);
    }

    @Test
    default void whatIsAcknowledgedIsThereThoughCommitsFail() throws Exception {
        crowd("whatIsAcknowledgedIsThereThoughCommitsFail", 10, 10);
    }

    private void crowd(String name, int before, int after) throws Exception {
        Random random = Seed.random(name);
        try (StoreTestee testee = testee()) {
            Crowd crowd = new Crowd(testee);
            testee.fail(before, after);
            List<Future<Integer>> writers = new ArrayList<>();
            List<Future<Boolean>> readers = new ArrayList<>();
            AtomicBoolean over = new AtomicBoolean();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 2; i++) {
                    readers.add(threads.submit(crowd.reader(over)));
                }
                for (int i = 0; i < 16; i++) {
                    writers.add(threads.submit(crowd.writer(random.nextLong())));
                }
                int uncertain = 0;
                for (Future<Integer> writer : writers) {
                    uncertain += writer.get();
                }
                over.set(true);
                for (Future<Boolean> reader : readers) {
                    assertThat(reader.get()).isTrue();
                }
                testee.fail(0, 0);
                crowd.verify(uncertain);
                testee.restart();
                crowd.verify(uncertain);
                assertThat(testee.store().check()).isEmpty();
            }
        }
    }

    /** Two objects that every transaction raises by one, and objects that it adds. */
    final class Crowd {
        private final StoreTestee testee;
        private final AccountId id;
        private final ObjectId left;
        private final ObjectId right;
        private final Set<ObjectId> acknowledged = ConcurrentHashMap.newKeySet();
        private final Set<Long> modSeqs = ConcurrentHashMap.newKeySet();

        Crowd(StoreTestee testee) throws IOException {
            this.testee = testee;
            Account account = testee.store().create(new TenantId(1));
            id = account.id();
            List<ObjectId> pair = account.write(tx -> List.of(
                    tx.create(Things.MAILBOX, Row.EMPTY, new byte[0], List.of()),
                    tx.create(Things.MAILBOX, Row.EMPTY, new byte[0], List.of())));
            left = pair.getFirst();
            right = pair.getLast();
        }

        /** How many of its writes failed, and may have happened or not. */
        Callable<Integer> writer(long seed) {
            Random random = new Random(seed);
            return () -> {
                int failed = 0;
                for (int i = 0; i < 100; i++) {
                    boolean refuse = random.nextInt(10) == 0;
                    try {
                        Account account = testee.store().account(id).orElseThrow();
                        acknowledged.add(account.write(tx -> {
                            raise(tx, left);
                            ObjectId created = tx.create(
                                    Things.EMAIL, Row.EMPTY.with(Things.SIZE, tx.modSeq()), new byte[3], List.of());
                            raise(tx, right);
                            if (refuse) {
                                throw new IllegalStateException("refused");
                            }
                            return created;
                        }));
                    } catch (IOException e) {
                        failed++;
                    } catch (IllegalStateException e) {
                        assertThat(refuse).isTrue();
                    }
                }
                return failed;
            };
        }

        private static void raise(org.mailbay.store.Transaction tx, ObjectId which) {
            Row row = tx.row(which);
            tx.update(Things.MAILBOX, which, row.with(Things.SORT, row.get(Things.SORT) + 1));
        }

        Callable<Boolean> reader(AtomicBoolean over) {
            return () -> {
                long last = 0;
                while (!over.get()) {
                    Snapshot snapshot = testee.store().account(id).orElseThrow().snapshot();
                    assertThat(snapshot.modSeq()).isGreaterThanOrEqualTo(last);
                    last = snapshot.modSeq();
                    consistent(snapshot);
                    Thread.sleep(1);
                }
                return true;
            };
        }

        private long consistent(Snapshot snapshot) {
            Objects boxes = snapshot.objects(Things.MAILBOX);
            long count = boxes.get(Things.SORT, boxes.ordinal(left));
            assertThat(boxes.get(Things.SORT, boxes.ordinal(right))).isEqualTo(count);
            assertThat(snapshot.objects(Things.EMAIL).all().size()).isEqualTo((int) count);
            return count;
        }

        void verify(int uncertain) throws IOException {
            Account account = testee.store().account(id).orElseThrow();
            account.write(tx -> null);
            Snapshot snapshot = account.snapshot();
            long count = consistent(snapshot);
            assertThat(count).isBetween((long) acknowledged.size(), (long) acknowledged.size() + uncertain);
            Objects emails = snapshot.objects(Things.EMAIL);
            for (ObjectId email : acknowledged) {
                assertThat(emails.ordinal(email)).as("%s", email).isGreaterThanOrEqualTo(0);
            }
            emails.all().forEach(ordinal -> {
                assertThat(emails.modSeq(ordinal)).isEqualTo(emails.get(Things.SIZE, ordinal));
                modSeqs.add(emails.modSeq(ordinal));
            });
            assertThat(modSeqs).as("one modseq each").hasSize((int) count);
            assertThat(((Changes.Since) account.changes(Things.EMAIL, 1, Integer.MAX_VALUE)).created())
                    .hasSize((int) count);
        }
    }
}

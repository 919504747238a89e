package org.mailbay.store.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.store.engine.search.SearchRig.NOTE;
import static org.mailbay.store.engine.search.SearchRig.TASK;
import static org.mailbay.store.engine.search.SearchRig.create;
import static org.mailbay.store.engine.search.SearchRig.found;
import static org.mailbay.store.engine.search.SearchRig.words;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailbay.store.Account;
import org.mailbay.store.ObjectId;
import org.mailbay.store.Row;
import org.mailbay.store.Search;
import org.mailbay.store.SearchBehindException;
import org.mailbay.store.Snapshot;
import org.mailbay.store.engine.Limits;
import org.mailbay.store.engine.Rig;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;

final class FeedTest {
    @Test
    void whatIsWrittenIsFoundAtOnceAndFlagsNeverTouchTheIndex() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            Account other = rig.account();
            ObjectId first = create(account, NOTE, "apple", "round fruit");
            ObjectId second = create(account, NOTE, "pear", "fruit");
            create(other, NOTE, "apple", "of somebody else");
            assertThat(found(account, NOTE, "apple")).containsExactly(first);
            assertThat(found(account, NOTE, "fruit")).containsExactly(first, second);
            assertThat(found(other, NOTE, "fruit")).isEmpty();
            Snapshot before = account.snapshot();
            SearchRig.title(account, first, "orange");
            assertThat(found(account, NOTE, "orange")).containsExactly(first);
            assertThat(found(account, NOTE, "apple")).isEmpty();
            int puts = rig.driver.puts.get();
            SearchRig.flag(account, first, "seen");
            assertThat(found(account, NOTE, "orange")).containsExactly(first);
            assertThat(rig.driver.puts).hasValue(puts);
            account.write(tx -> {
                tx.destroy(NOTE, second);
                return null;
            });
            ObjectId third = create(account, NOTE, "late", "fruit");
            assertThat(found(account, NOTE, "fruit")).containsExactly(first, third);
            assertThat(account.search().find(before, NOTE, words("fruit")).size())
                    .as("a snapshot has no objects that came later")
                    .isEqualTo(1);
            assertThat(rig.driver.size()).isEqualTo(3);
        }
    }

    @Test
    void ofAnAccountThatIsRemovedNoTextIsLeft() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account gone = rig.account();
            Account other = rig.account();
            create(gone, NOTE, "apple", "secret");
            create(other, NOTE, "apple", "other");
            assertThat(found(gone, NOTE, "apple")).hasSize(1);
            assertThat(found(other, NOTE, "apple")).hasSize(1);
            assertThat(rig.rig.store.remove(gone.id())).isTrue();
            assertThat(rig.driver.size()).isEqualTo(1);
            assertThat(found(other, NOTE, "apple")).hasSize(1);
            rig.again();
            assertThat(found(other, NOTE, "apple")).hasSize(1);
            assertThat(rig.driver.size()).isEqualTo(1);
        }
    }

    @Test
    void snippetsShowWhatCanBeHadQuickly() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            ObjectId id = create(account, NOTE, "an apple", "apple body");
            ObjectId task = create(account, TASK, "an apple", "");
            assertThat(account.search().snippets(NOTE, List.of(id, NOTE.id(999), task), List.of(words("apple"))))
                    .containsExactly(Map.of("title", "an <mark>apple</mark>"), Map.of(), Map.of());
            rig.rig.store.unbindSearch(rig.driver);
            assertThatThrownBy(() -> account.search().snippets(NOTE, List.of(id), List.of(words("apple"))))
                    .isInstanceOf(SearchBehindException.class);
        }
    }

    @Test
    void withoutADriverItSaysSo() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            assertThat(account.search()
                            .find(account.snapshot(), NOTE, words("x"))
                            .size())
                    .isZero();
            ObjectId id = create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).hasSize(1);
            rig.rig.store.unbindSearch(rig.driver);
            assertThatThrownBy(() -> account.search().find(account.snapshot(), NOTE, words("apple")))
                    .isInstanceOf(SearchBehindException.class);
            Search.Known known = account.search().findKnown(account.snapshot(), NOTE, words("apple"), Duration.ZERO);
            assertThat(known.found().size()).isZero();
            assertThat(known.unseen().size()).as("an index that is away").isEqualTo(1);
            rig.rig.store.bindSearch(rig.driver);
            assertThat(found(account, NOTE, "apple")).containsExactly(id);
            known = account.search().findKnown(account.snapshot(), NOTE, words("apple"), Duration.ofSeconds(5));
            assertThat(known.found().size()).isEqualTo(1);
            assertThat(known.unseen().size()).isZero();
        }
    }

    /** The same index behind another service object, as after an update. */
    private record Revision(SearchDriver driver) implements SearchDriver {
        @Override
        public String name() {
            return driver.name();
        }

        @Override
        public SearchIndex open(ShardId shard, @Nullable MasterKey key) throws java.io.IOException {
            return driver.open(shard, key);
        }
    }

    @Test
    void aDriverReplacedUnderLoadLosesNothing() throws Exception {
        long seed = System.nanoTime();
        System.getLogger("FeedTest").log(System.Logger.Level.INFO, "seed " + seed);
        Random random = new Random(seed);
        try (SearchRig rig = new SearchRig()) {
            List<Account> accounts = List.of(rig.account(), rig.account(), rig.account());
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> writers = new ArrayList<>();
            Map<Account, List<ObjectId>> even = new HashMap<>();
            for (Account account : accounts) {
                List<ObjectId> written = new ArrayList<>();
                even.put(account, written);
                writers.add(Thread.ofVirtual().start(() -> write(account, written, over)));
            }
            SearchDriver current = rig.driver;
            for (int i = 0; i < 20; i++) {
                Thread.sleep(random.nextInt(60));
                if (random.nextBoolean()) {
                    rig.driver.crash();
                }
                SearchDriver next = new Revision(rig.driver);
                if (random.nextBoolean()) {
                    rig.rig.store.bindSearch(next);
                    rig.rig.store.unbindSearch(current);
                } else {
                    rig.rig.store.unbindSearch(current);
                    rig.rig.store.bindSearch(next);
                }
                current = next;
                if (i % 5 == 2) {
                    rig.driver.failures.set(2);
                }
                if (i % 7 == 3) {
                    rig.again();
                }
            }
            over.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            for (Account account : accounts) {
                assertThat(found(account, NOTE, "even")).as("seed " + seed).isEqualTo(even.get(account));
            }
            int objects = accounts.stream()
                    .mapToInt(account -> account.snapshot().objects(NOTE).all().size())
                    .sum();
            assertThat(rig.driver.size()).as("nothing is left over").isEqualTo(objects);
        }
    }

    /** Creates, renames and destroys; {@code even} has those whose last title is so. */
    private static Object write(Account account, List<ObjectId> even, AtomicBoolean over) {
        try {
            for (int i = 0; !over.get(); i++) {
                ObjectId id = create(account, NOTE, "odd", "body " + i);
                switch (i % 3) {
                    case 0 -> {
                        SearchRig.title(account, id, "even");
                        even.add(id);
                    }
                    case 1 ->
                        account.write(tx -> {
                            tx.destroy(NOTE, id);
                            return null;
                        });
                    default -> SearchRig.flag(account, id, "seen");
                }
                Thread.sleep(1);
            }
            return even;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anEngineThatIsReplacedLeavesNothingToBeDoneAgain() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            ObjectId first = create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).containsExactly(first);
            SearchDriver next = new Revision(rig.driver);
            rig.rig.store.unbindSearch(rig.driver);
            rig.rig.store.bindSearch(next);
            ObjectId second = create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).containsExactly(first, second);
            SearchDriver last = new Revision(rig.driver);
            rig.rig.store.bindSearch(last);
            rig.rig.store.unbindSearch(next);
            ObjectId third = create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).containsExactly(first, second, third);
            assertThat(rig.driver.puts).as("each once").hasValue(3);
        }
    }

    @Test
    void aCrashBetweenTheIndexAndTheCursorRepeatsWork() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            ObjectId first = create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).containsExactly(first);
            rig.rig.records.before = 100;
            rig.feed.shards().forEach(ShardFeed::commit);
            rig.feed.stop();
            rig.rig.records.before = 0;
            int puts = rig.driver.puts.get();
            rig.start();
            assertThat(found(account, NOTE, "apple")).containsExactly(first);
            assertThat(rig.driver.puts).as("no cursor, so again").hasValue(puts + 1);
            assertThat(rig.driver.size()).isEqualTo(1);
        }
    }

    @Test
    void aCrashBeforeTheIndexIsDurableRepeatsWorkAndACursorSavesIt() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            ObjectId first = create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).containsExactly(first);
            rig.feed.shards().forEach(ShardFeed::commit);
            ObjectId second = create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).hasSize(2);
            int puts = rig.driver.puts.get();
            rig.driver.crash();
            rig.rig.store.unbindSearch(rig.driver);
            assertThat(rig.driver.size()).as("the second was lost").isEqualTo(1);
            rig.rig.store.bindSearch(rig.driver);
            assertThat(found(account, NOTE, "apple")).containsExactly(first, second);
            assertThat(rig.driver.puts).as("only the second again").hasValue(puts + 1);
        }
    }

    @Test
    void aCommitThatFailsLosesNothing() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            ObjectId first = create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).containsExactly(first);
            rig.driver.commitFailures.set(1);
            rig.feed.shards().forEach(ShardFeed::commit);
            assertThat(rig.driver.size()).as("lost with the commit").isZero();
            assertThat(found(account, NOTE, "apple")).containsExactly(first);
            rig.feed.shards().forEach(ShardFeed::commit);
            rig.driver.crash();
            rig.rig.store.unbindSearch(rig.driver);
            rig.rig.store.bindSearch(rig.driver);
            assertThat(found(account, NOTE, "apple")).containsExactly(first);
        }
    }

    @Test
    void aLostIndexIsMadeAgainAndSaysHowFarItIs() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            for (int i = 0; i < 600; i++) {
                create(account, NOTE, "apple", "");
            }
            assertThat(found(account, NOTE, "apple")).hasSize(600);
            rig.feed.shards().forEach(ShardFeed::commit);
            CountDownLatch gate = new CountDownLatch(1);
            SearchRig.Texts slow = new SearchRig.Texts(NOTE) {
                @Override
                public Document document(Account of, ObjectId id, Row row, byte[] bytes) throws java.io.IOException {
                    try {
                        if (id.number() > 300) {
                            gate.await();
                        }
                    } catch (InterruptedException e) {
                        throw new java.io.IOException(e);
                    }
                    return super.document(of, id, row, bytes);
                }
            };
            rig.feed.bindSchema(slow);
            rig.driver.lose();
            rig.rig.store.unbindSearch(rig.driver);
            rig.rig.store.bindSearch(rig.driver);
            awaitBehind(account, "42 % of the account is indexed");
            ObjectId newest = create(account, NOTE, "apple", "");
            Search.Known known =
                    account.search().findKnown(account.snapshot(), NOTE, words("apple"), Duration.ofMillis(1));
            assertThat(known.found().size()).isEqualTo(256);
            assertThat(known.unseen().size()).isEqualTo(345);
            assertThat(known.found().and(known.unseen()).size()).isZero();
            assertThat(known.unseen().contains(account.snapshot().objects(NOTE).ordinal(newest)))
                    .isTrue();
            gate.countDown();
            assertThat(found(account, NOTE, "apple")).hasSize(601);
        }
    }

    private static void awaitBehind(Account account, String message) throws Exception {
        String last = "";
        for (int i = 0; i < 40 && !last.equals(message); i++) {
            try {
                account.search().find(account.snapshot(), NOTE, words("apple"));
                last = "found";
            } catch (SearchBehindException e) {
                last = String.valueOf(e.getMessage());
            }
        }
        assertThat(last).isEqualTo(message);
    }

    @Test
    void aRebuildServesMeanwhileAndMissesNothingThatIsWritten() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            for (int i = 0; i < 1_000; i++) {
                create(account, NOTE, "apple", "");
            }
            assertThat(found(account, NOTE, "apple")).hasSize(1_000);
            int puts = rig.driver.puts.get();
            for (Progress.Rebuild how : List.of(Progress.Rebuild.AGAIN, Progress.Rebuild.CLEAR)) {
                rig.feed.rebuild(null, how == Progress.Rebuild.CLEAR);
                for (int i = 0; i < 200; i++) {
                    ObjectId id = create(account, NOTE, "apple", "");
                    if (how == Progress.Rebuild.AGAIN) {
                        assertThat(account.search().find(account.snapshot(), NOTE, words("apple")))
                                .as("served at once")
                                .isNotNull();
                    }
                    SearchRig.title(account, id, i % 2 == 0 ? "pear" : "apple");
                }
            }
            assertThat(found(account, NOTE, "apple")).hasSize(1_200);
            assertThat(found(account, NOTE, "pear")).hasSize(200);
            assertThat(rig.driver.puts.get()).isGreaterThanOrEqualTo(puts + 2_000);
            assertThat(rig.driver.size()).isEqualTo(1_400);
        }
    }

    @Test
    void whileAModelIsAwayItsObjectsWaitAndOthersGoOn() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            SearchRig.Texts tasks = new SearchRig.Texts(TASK);
            rig.feed.bindSchema(tasks);
            ObjectId old = create(account, TASK, "apple", "");
            assertThat(found(account, TASK, "apple")).containsExactly(old);
            rig.feed.unbindSchema(tasks);
            ObjectId task = create(account, TASK, "apple", "");
            ObjectId note = create(account, NOTE, "apple", "");
            account.write(tx -> {
                tx.destroy(TASK, old);
                return null;
            });
            assertThat(found(account, NOTE, "apple")).containsExactly(note);
            assertThatThrownBy(() -> account.search().find(account.snapshot(), TASK, words("apple")))
                    .isInstanceOf(SearchBehindException.class)
                    .hasMessageContaining("model");
            rig.again();
            assertThat(found(account, NOTE, "apple")).containsExactly(note);
            assertThatThrownBy(() -> account.search().find(account.snapshot(), TASK, words("apple")))
                    .isInstanceOf(SearchBehindException.class);
            rig.feed.bindSchema(tasks);
            assertThat(found(account, TASK, "apple")).containsExactly(task);
            assertThat(rig.driver.size()).isEqualTo(2);
        }
    }

    @Test
    void anAccountWhoseLogIsGoneIsReadAnew() throws Exception {
        Limits few = new Limits(64 << 20, 10, Duration.ofDays(1), Duration.ofSeconds(10), Duration.ofSeconds(10), 0);
        try (SearchRig rig = new SearchRig(new Rig(few))) {
            Account account = rig.account();
            ObjectId first = create(account, NOTE, "apple", "");
            ObjectId second = create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).hasSize(2);
            rig.feed.stop();
            account.write(tx -> {
                tx.destroy(NOTE, first);
                return null;
            });
            for (int i = 0; i < 300; i++) {
                SearchRig.flag(account, second, "f" + i);
                rig.rig.millis.addAndGet(Duration.ofDays(1).toMillis());
            }
            rig.start();
            assertThat(found(account, NOTE, "apple")).containsExactly(second);
            assertThat(rig.driver.size()).isEqualTo(1);
        }
    }

    @Test
    void inARushIndexingWaitsAndASearchDoesNotFindLess() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            rig.rushTransactions = 1;
            rig.again();
            Account account = rig.account();
            Account other = rig.account();
            Progress progress = rig.feed.progress(other.id());
            boolean waited = false;
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            for (int i = 0; !waited && System.nanoTime() < end; i++) {
                create(account, NOTE, "many", "number" + i);
                if (i % 100 == 50) {
                    create(other, NOTE, "few", "number" + i);
                }
                waited = i > 1_000 && progress.state == Agenda.State.READY;
            }
            assertThat(waited).as("an account waits").isTrue();
            assertThat(found(other, NOTE, "few")).as("searched, it does not").isNotEmpty();
            ObjectId last = create(account, NOTE, "last", "of many");
            assertThat(found(account, NOTE, "last")).containsExactly(last);
            assertThat(rig.driver.puts.get()).as("far behind").isGreaterThan(900);
        }
    }
}

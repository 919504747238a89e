package org.mailbay.tck.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.tck.search.Shelf.ANNA;
import static org.mailbay.tck.search.Shelf.BERT;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.store.ObjectId;
import org.mailbay.store.TextQuery;
import org.mailbay.store.TextQuery.Mode;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.SearchIndex.Change;
import org.mailbay.store.spi.SearchIndex.Commit;
import org.mailbay.tck.records.Crew;
import org.mailbay.tck.records.Seed;

/** How every index of a search driver must behave, whatever it makes of a text. */
public interface SearchContract {
    /** The driver under test. */
    SearchTestee testee();

    @Test
    default void whatIsAppliedIsFoundAtOnce(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            assertThat(shelf.words("apple")).isEmpty();
            shelf.put(1, "apple pie");
            assertThat(shelf.words("apple")).containsExactly(1L);
            shelf.put(1, "plum cake");
            assertThat(shelf.words("apple")).isEmpty();
            assertThat(shelf.words("plum")).containsExactly(1L);
            shelf.index().apply(List.of(Shelf.remove(ANNA, 1), Shelf.remove(ANNA, 99)));
            assertThat(shelf.words("plum")).isEmpty();
            assertThat(shelf.index().documents()).isZero();
        }
    }

    @Test
    default void changesOfOneListComeInOrder(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            shelf.index()
                    .apply(List.of(
                            Shelf.put(ANNA, 1, Map.of("body", "first")),
                            Shelf.remove(ANNA, 1),
                            Shelf.put(ANNA, 2, Map.of("body", "first")),
                            Shelf.put(ANNA, 2, Map.of("body", "second")),
                            Shelf.put(ANNA, 3, Map.of("body", "third")),
                            new SearchIndex.RemoveAll(ANNA),
                            Shelf.put(ANNA, 4, Map.of("body", "fourth"))));
            assertThat(shelf.words("first")).isEmpty();
            assertThat(shelf.words("second")).isEmpty();
            assertThat(shelf.words("fourth")).containsExactly(4L);
            assertThat(shelf.index().documents()).isEqualTo(1);
        }
    }

    @Test
    default void doingItAgainChangesNothing(@TempDir Path data) throws Exception {
        Random random = Seed.random("doingItAgainChangesNothing");
        try (Shelf shelf = Shelf.open(testee(), data)) {
            List<Change> changes = new ArrayList<>();
            for (long number = 1; number <= 60; number++) {
                changes.add(Shelf.put(ANNA, number, Map.of("body", "word" + number + " common")));
                if (random.nextInt(3) == 0) {
                    changes.add(Shelf.remove(ANNA, 1 + random.nextLong(number)));
                }
            }
            shelf.index().apply(changes);
            List<Long> before = shelf.words("common");
            for (int round = 0; round < 4; round++) {
                shelf.index().apply(changes.subList(random.nextInt(changes.size()), changes.size()));
                shelf.index().commit();
                // A later part again, after what was removed in it came and went.
                shelf.index().apply(changes);
                assertThat(shelf.words("common")).isEqualTo(before).doesNotHaveDuplicates();
                assertThat(shelf.index().documents()).isEqualTo(before.size());
            }
        }
    }

    @Test
    default void accountsAndTypesSeeTheirOwnOnly(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            SearchIndex index = shelf.index();
            Document secret = new Document(Map.of("body", "secret"));
            index.apply(List.of(
                    new SearchIndex.Put(ANNA, new ObjectId('m', 1), secret),
                    new SearchIndex.Put(ANNA, new ObjectId('c', 2), secret),
                    new SearchIndex.Put(BERT, new ObjectId('m', 1), secret),
                    new SearchIndex.Put(BERT, new ObjectId('m', 3), secret)));
            for (Mode mode : Mode.values()) {
                assertThat(shelf.find(ANNA, 'm', mode, "secret")).containsExactly(1L);
                assertThat(shelf.find(ANNA, 'c', mode, "secret")).containsExactly(2L);
                assertThat(shelf.find(BERT, 'm', mode, "secret")).containsExactly(1L, 3L);
                assertThat(shelf.find(BERT, 'c', mode, "secret")).isEmpty();
            }
            index.apply(List.of(new SearchIndex.RemoveAll(ANNA)));
            assertThat(shelf.find(ANNA, 'm', Mode.WORDS, "secret")).isEmpty();
            assertThat(shelf.find(ANNA, 'c', Mode.WORDS, "secret")).isEmpty();
            assertThat(shelf.find(BERT, 'm', Mode.WORDS, "secret")).containsExactly(1L, 3L);
            index.apply(List.of(Shelf.remove(BERT, 1)));
            assertThat(shelf.find(BERT, 'm', Mode.WORDS, "secret")).containsExactly(3L);
        }
    }

    @Test
    default void everyHitIsReturned(@TempDir Path data) throws Exception {
        int count = 12_000;
        try (Shelf shelf = Shelf.open(testee(), data)) {
            List<Change> changes = new ArrayList<>();
            for (long number = 1; number <= count; number++) {
                changes.add(Shelf.put(ANNA, number, Map.of("body", "all " + (number % 2 == 0 ? "even" : "odd"))));
            }
            shelf.index().apply(changes);
            assertThat(shelf.words("all"))
                    .isEqualTo(LongStream.rangeClosed(1, count).boxed().toList());
            assertThat(shelf.words("e*")).hasSize(count / 2);
            assertThat(shelf.characters("ll od")).hasSize(count / 2);
            assertThat(shelf.words("")).hasSize(count);
            assertThat(shelf.index().size()).isPositive();
        }
    }

    @Test
    default void commitsAreNumbered(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            Commit last = shelf.index().committed();
            for (long number = 1; number <= 5; number++) {
                shelf.put(number, "text");
                assertThat(shelf.index().committed()).isEqualTo(last);
                Commit next = shelf.index().commit();
                assertThat(next.generation()).isEqualTo(last.generation());
                assertThat(next.number()).isGreaterThan(last.number());
                assertThat(shelf.index().committed()).isEqualTo(next);
                last = next;
            }
            assertThat(shelf.index().commit().number()).isGreaterThanOrEqualTo(last.number());
        }
    }

    @Test
    default void readersSeeWhatWasAppliedBefore(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            Crew.run(6, member -> {
                for (int i = 1; i <= 20; i++) {
                    long number = member * 100L + i;
                    shelf.put(number, "member" + member + " round" + i);
                    assertThat(shelf.words("member" + member)).hasSize(i).contains(number);
                    if (i % 7 == member) {
                        shelf.index().commit();
                    }
                }
            });
            assertThat(shelf.words("round20")).hasSize(6);
        }
    }

    @Test
    default void interruptsHarmNobody(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            List<Thread> victims = Collections.synchronizedList(new ArrayList<>());
            AtomicInteger running = new AtomicInteger(4);
            Crew.run(5, member -> {
                if (member == 4) {
                    while (running.get() > 0) {
                        List.copyOf(victims).forEach(Thread::interrupt);
                        Thread.sleep(1);
                    }
                    return;
                }
                victims.add(Thread.currentThread());
                try {
                    for (int i = 1; i <= 15; i++) {
                        Thread.currentThread().interrupt();
                        shelf.put(member * 100L + i, "member" + member);
                        assertThat(Thread.currentThread().isInterrupted()).isTrue();
                        assertThat(shelf.words("member" + member)).hasSize(i);
                        if (i % 5 == 0) {
                            shelf.index().commit();
                        }
                    }
                } finally {
                    running.decrementAndGet();
                }
            });
            assertThat(shelf.index().documents()).isEqualTo(60);
        }
    }

    @Test
    default void theShardsOfADriverAreApart(@TempDir Path data) throws Exception {
        try (Shelf shelf = Shelf.open(testee(), data)) {
            shelf.put(1, "apple");
            shelf.index().commit();
            Path elsewhere = data.resolve("elsewhere");
            try (Shelf other = Shelf.open(testee(), elsewhere)) {
                assertThat(other.words("apple")).isEmpty();
                assertThat(other.index().committed().generation())
                        .isNotEqualTo(shelf.index().committed().generation());
            }
        }
    }

    @Test
    default void afterItsEndAnIndexRefuses(@TempDir Path data) throws Exception {
        Shelf shelf = Shelf.open(testee(), data);
        SearchIndex index = shelf.index();
        shelf.put(1, "apple");
        shelf.close();
        TextQuery query = new TextQuery(Set.of(), "apple", Mode.WORDS);
        Document document = new Document(Map.of("body", "apple"));
        assertThatThrownBy(() -> index.apply(List.of(Shelf.remove(ANNA, 1)))).isInstanceOf(IOException.class);
        assertThatThrownBy(index::commit).isInstanceOf(IOException.class);
        assertThatThrownBy(index::committed).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> index.match(ANNA, 'm', query)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> index.highlight(document, List.of(query), 100)).isInstanceOf(IOException.class);
        assertThatThrownBy(index::documents).isInstanceOf(IOException.class);
        assertThatThrownBy(index::size).isInstanceOf(IOException.class);
        index.close();
    }
}

package org.mailbay.tck.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.TextQuery;
import org.mailbay.store.TextQuery.Mode;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.MasterKey;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.SearchIndex.Change;
import org.mailbay.store.spi.ShardId;

/** A driver and its open index, for the length of a test. */
final class Shelf implements AutoCloseable {
    static final AccountId ANNA = new AccountId(7);
    static final AccountId BERT = new AccountId(8);
    static final char LETTER = 'm';

    private final SearchTestee testee;
    private final SearchDriver driver;
    private final SearchIndex index;

    private Shelf(SearchTestee testee, SearchDriver driver, SearchIndex index) {
        this.testee = testee;
        this.driver = driver;
        this.index = index;
    }

    static Shelf open(SearchTestee testee, Path data) throws IOException {
        return open(testee, data, null);
    }

    /** Sealed if there is a key. */
    static Shelf open(SearchTestee testee, Path data, @Nullable MasterKey key) throws IOException {
        SearchDriver driver = testee.start(data);
        try {
            return new Shelf(testee, driver, driver.open(new ShardId("contract"), key));
        } catch (IOException | RuntimeException refused) {
            testee.stop(driver);
            throw refused;
        }
    }

    SearchIndex index() {
        return index;
    }

    static Change put(AccountId account, long number, Map<String, String> texts) {
        return new SearchIndex.Put(account, new ObjectId(LETTER, number), new Document(texts));
    }

    static Change remove(AccountId account, long number) {
        return new SearchIndex.Remove(account, new ObjectId(LETTER, number));
    }

    /** Puts a text into Anna's account, as body. */
    void put(long number, String text) throws IOException {
        index.apply(List.of(put(ANNA, number, Map.of("body", text))));
    }

    List<Long> words(String text, String... fields) throws IOException {
        return find(ANNA, LETTER, Mode.WORDS, text, fields);
    }

    List<Long> characters(String text, String... fields) throws IOException {
        return find(ANNA, LETTER, Mode.SUBSTRING, text, fields);
    }

    /** Numbers in ascending order; twice the same stays twice. */
    List<Long> find(AccountId account, char letter, Mode mode, String text, String... fields) throws IOException {
        long[] found = index.match(account, letter, new TextQuery(Set.of(fields), text, mode));
        List<Long> numbers = new ArrayList<>(Arrays.stream(found).boxed().toList());
        numbers.sort(null);
        return numbers;
    }

    @Override
    public void close() throws IOException {
        try {
            index.close();
        } finally {
            testee.stop(driver);
        }
    }
}

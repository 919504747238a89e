package store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.TextQuery;
import org.mailbay.store.spi.Document;
import org.mailbay.store.spi.SearchDriver;
import org.mailbay.store.spi.SearchIndex;
import org.mailbay.store.spi.ShardId;

/** An index of messages of about 120 words, and what it takes to find all matches of a query. */
final class Searches {
    private static final AccountId ACCOUNT = new AccountId(1);
    private static final int SLICE = 500;
    private static final int TIMES = 15;

    private final Path data;
    private final Figures figures;
    private final int size;
    private final String column;
    private final Vocabulary vocabulary = new Vocabulary();

    Searches(Path data, Figures figures, int size) {
        this.data = data;
        this.figures = figures;
        this.size = size;
        column = String.format(Locale.ROOT, "%,d messages", size);
    }

    void run() throws Exception {
        SearchDriver driver = Stores.made("org.mailbay.search.lucene.LuceneSearch", data);
        try (SearchIndex index = driver.open(new ShardId("main"))) {
            fill(index);
            figures.add("index, bytes a message", column, (double) index.size() / size);
            String frequent = vocabulary.word(0);
            String medium = vocabulary.word(60);
            String rare = vocabulary.word(120_000);
            ask(index, "frequent word", new TextQuery(Set.of(), frequent, TextQuery.Mode.WORDS));
            ask(index, "medium word", new TextQuery(Set.of(), medium, TextQuery.Mode.WORDS));
            ask(index, "rare word", new TextQuery(Set.of(), rare, TextQuery.Mode.WORDS));
            ask(index, "word in the subject", new TextQuery(Set.of("subject"), medium, TextQuery.Mode.WORDS));
            ask(
                    index,
                    "phrase of two frequent words",
                    new TextQuery(Set.of(), '"' + frequent + ' ' + vocabulary.word(1) + '"', TextQuery.Mode.WORDS));
            ask(
                    index,
                    "phrase of two medium words",
                    new TextQuery(Set.of(), '"' + medium + ' ' + vocabulary.word(61) + '"', TextQuery.Mode.WORDS));
            ask(index, "prefix", new TextQuery(Set.of(), rare.substring(0, 4) + '*', TextQuery.Mode.WORDS));
            ask(index, "substring", new TextQuery(Set.of(), rare.substring(2, 6), TextQuery.Mode.SUBSTRING));
            ask(index, "nothing", new TextQuery(Set.of(), "xqxqxq", TextQuery.Mode.WORDS));
        }
    }

    private void fill(SearchIndex index) throws Exception {
        Random random = new Random(3);
        long start = System.nanoTime();
        List<SearchIndex.Change> slice = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            slice.add(new SearchIndex.Put(
                    ACCOUNT,
                    new ObjectId('m', i),
                    new Document(Map.of(
                            "subject", vocabulary.text(random, 6),
                            "from", vocabulary.word(random.nextInt(5_000)) + " <someone@example.org>",
                            "to", "me@example.net",
                            "body", vocabulary.text(random, 110)))));
            if (slice.size() == SLICE || i == size) {
                index.apply(slice);
                slice = new ArrayList<>();
            }
            if (i % 50_000 == 0) {
                index.commit();
            }
        }
        index.commit();
        figures.add("indexed, messages/s", column, size * 1e9 / (System.nanoTime() - start));
    }

    private void ask(SearchIndex index, String row, TextQuery query) throws Exception {
        double[] millis = new double[TIMES];
        int found = 0;
        for (int i = -3; i < TIMES; i++) {
            long start = System.nanoTime();
            found = index.match(ACCOUNT, 'm', query).length;
            if (i >= 0) {
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(millis);
        figures.add(row, column, millis[TIMES / 2]);
        figures.add(row + ", found", column, found);
    }
}

package org.mailbay.search.lucene;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.jspecify.annotations.Nullable;

/** Collects the numbers of the objects found. */
final class Numbers extends SimpleCollector {
    private long[] numbers = new long[64];
    private int count;
    private @Nullable NumericDocValues values;

    @Override
    protected void doSetNextReader(LeafReaderContext context) throws IOException {
        values = DocValues.getNumeric(context.reader(), Entries.NUMBER);
    }

    @Override
    public void collect(int document) throws IOException {
        if (values == null || !values.advanceExact(document)) {
            throw new IOException("an entry of the index has no number");
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = values.longValue();
    }

    @Override
    public ScoreMode scoreMode() {
        return ScoreMode.COMPLETE_NO_SCORES;
    }

    /** Brings the numbers of all parts of an index together. */
    static final class All implements CollectorManager<Numbers, long[]> {
        @Override
        public Numbers newCollector() {
            return new Numbers();
        }

        @Override
        public long[] reduce(Collection<Numbers> parts) {
            return parts.stream()
                    .flatMapToLong(part -> Arrays.stream(part.numbers, 0, part.count))
                    .toArray();
        }
    }
}

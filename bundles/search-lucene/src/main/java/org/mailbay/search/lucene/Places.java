package org.mailbay.search.lucene;

import java.util.Arrays;
import org.apache.lucene.util.FixedBitSet;

/** Where chains begin: document and position, ascending once sorted. */
final class Places {
    private long[] places = new long[64];
    private int count;

    static long of(int document, int position) {
        return (long) document << 32 | position;
    }

    void add(long place) {
        if (count == places.length) {
            places = Arrays.copyOf(places, 2 * count);
        }
        places[count++] = place;
    }

    /** Puts them in order, each once. */
    void sort() {
        Arrays.sort(places, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || places[i] != places[kept - 1]) {
                places[kept++] = places[i];
            }
        }
        count = kept;
    }

    boolean has(long place) {
        return Arrays.binarySearch(places, 0, count, place) >= 0;
    }

    /** Adds those of {@code all} that are in neither of the others and not below {@code least} in their document. */
    void addWithout(Places all, Places these, Places those, int least) {
        for (int i = 0; i < all.count; i++) {
            long place = all.places[i];
            if ((int) place >= least && !these.has(place) && !those.has(place)) {
                add(place);
            }
        }
    }

    FixedBitSet documents(int maxDoc) {
        FixedBitSet documents = new FixedBitSet(maxDoc);
        for (int i = 0; i < count; i++) {
            documents.set((int) (places[i] >>> 32));
        }
        return documents;
    }
}

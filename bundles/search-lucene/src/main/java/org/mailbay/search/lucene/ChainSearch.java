package org.mailbay.search.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import org.mailbay.search.lucene.text.Reading;
import org.mailbay.search.lucene.text.Wanted.Chain;
import org.mailbay.search.lucene.text.Wanted.Gap;
import org.mailbay.search.lucene.text.Wanted.Match;
import org.mailbay.search.lucene.text.Wanted.Step;

/**
 * Finds a chain in a segment: the places of its rarest term, less those where another term or gap does not fit.
 *
 * <p>Memory is bounded by the places of one term in one account, however many terms an open end has: they are gone through one by one.
 */
final class ChainSearch {
    private final LeafReader reader;
    private final Term scope;
    private final String field;
    private final Chain chain;

    ChainSearch(LeafReader reader, Term scope, String field, Chain chain) {
        this.reader = reader;
        this.scope = scope;
        this.field = field;
        this.chain = chain;
    }

    /** The documents, deleted ones too; null for none. */
    @Nullable
    FixedBitSet run() throws IOException {
        Terms terms = reader.terms(field);
        FixedBitSet candidates = terms == null ? null : candidates();
        if (terms == null || candidates == null) {
            return null;
        }
        if (chain.steps().size() == 1 && chain.gaps().isEmpty()) {
            FixedBitSet found = new FixedBitSet(reader.maxDoc());
            MatchingTerms each = matching(terms, chain.steps().getFirst());
            while (each.next()) {
                each.documents(candidates, found);
            }
            return found;
        }
        List<Step> steps = new ArrayList<>(chain.steps());
        steps.sort(Comparator.comparing(Step::match)
                .thenComparing(
                        Comparator.comparingInt((Step step) -> step.text().length())
                                .reversed()));
        Places places = null;
        for (Step step : steps) {
            places = places(terms, step, candidates, places);
            candidates = places.documents(reader.maxDoc());
        }
        for (Gap gap : chain.gaps()) {
            places = gap(terms, gap, candidates, Objects.requireNonNull(places));
            candidates = places.documents(reader.maxDoc());
        }
        return candidates;
    }

    private MatchingTerms matching(Terms terms, Step step) throws IOException {
        boolean isOpen = step.match() == Match.WITHIN || step.match() == Match.SUFFIX;
        return new MatchingTerms(terms, isOpen ? Dictionary.of(reader, field, terms) : null, step);
    }

    private @Nullable FixedBitSet candidates() throws IOException {
        PostingsEnum postings = reader.postings(scope, PostingsEnum.NONE);
        if (postings == null) {
            return null;
        }
        FixedBitSet candidates = new FixedBitSet(reader.maxDoc());
        candidates.or(postings);
        return candidates;
    }

    /** Those of {@code among} where the step's term stands; all of them if null. */
    private Places places(Terms terms, Step step, FixedBitSet candidates, @Nullable Places among) throws IOException {
        Places found = new Places();
        MatchingTerms each = matching(terms, step);
        while (each.next()) {
            each.places(candidates, step.offset(), among, found);
        }
        found.sort();
        return found;
    }

    private Places gap(Terms terms, Gap gap, FixedBitSet candidates, Places among) throws IOException {
        Step written = new Step(gap.offset(), gap.match(), Reading.GAP + gap.text(), false);
        Places found = places(terms, written, candidates, among);
        if (gap.plain()) {
            Places unusual = places(terms, exact(gap, Analysis.MARK), candidates, among);
            Places end = gap.last() ? places(terms, exact(gap, Analysis.END), candidates, among) : new Places();
            // Nothing stands before a text's first word.
            int least = gap.offset() == 0 && !gap.last() ? 1 : 0;
            found.addWithout(among, unusual, end, least);
            found.sort();
        }
        return found;
    }

    private static Step exact(Gap gap, String term) {
        return new Step(gap.offset(), Match.EXACT, term, false);
    }
}

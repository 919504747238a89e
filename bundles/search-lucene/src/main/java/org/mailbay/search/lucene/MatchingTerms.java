package org.mailbay.search.lucene;

import java.io.IOException;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.mailbay.search.lucene.text.Reading;
import org.mailbay.search.lucene.text.Wanted.Match;
import org.mailbay.search.lucene.text.Wanted.Step;

/** Goes through the terms of a field that a step of a chain accepts. */
final class MatchingTerms {
    private final TermsEnum terms;
    private final Match match;
    private final BytesRef text;

    /** With what accepted terms begin, and what follows somewhere behind it. */
    private final BytesRef prefix;

    /** What is accepted, where the dictionary was asked; null where terms are walked through. */
    private final BytesRef @Nullable [] found;

    private int next;
    private boolean begun;
    private @Nullable PostingsEnum postings;

    /** @param dictionary of the same terms, for a part or an end of words; null for none */
    MatchingTerms(Terms terms, @Nullable Dictionary dictionary, Step step) throws IOException {
        this.terms = terms.iterator();
        this.match = step.match();
        boolean gap = step.text().startsWith(Reading.GAP) && (match == Match.WITHIN || match == Match.SUFFIX);
        this.prefix = new BytesRef(gap ? Reading.GAP : "");
        this.text = new BytesRef(gap ? step.text().substring(Reading.GAP.length()) : step.text());
        found = dictionary == null || text.length == 0
                ? null
                : dictionary.find(text, match == Match.SUFFIX, this::accepts);
    }

    boolean next() throws IOException {
        if (match == Match.EXACT) {
            boolean first = !begun;
            begun = true;
            return first && terms.seekExact(text);
        }
        if (found != null) {
            return next < found.length && terms.seekExact(found[next++]);
        }
        BytesRef term = begun ? terms.next() : first();
        begun = true;
        while (term != null && !accepts(term)) {
            if (over(term)) {
                return false;
            }
            term = terms.next();
        }
        return term != null;
    }

    private @Nullable BytesRef first() throws IOException {
        BytesRef from = match == Match.PREFIX ? text : prefix;
        return terms.seekCeil(from) == TermsEnum.SeekStatus.END ? null : terms.term();
    }

    private boolean over(BytesRef term) {
        return match == Match.PREFIX
                ? !StringHelper.startsWith(term, text)
                : prefix.length > 0 && !StringHelper.startsWith(term, prefix);
    }

    private boolean accepts(BytesRef term) {
        return switch (match) {
            case EXACT, PREFIX -> StringHelper.startsWith(term, text);
            case SUFFIX -> kind(term) && StringHelper.endsWith(term, text);
            case WITHIN -> kind(term) && within(term);
        };
    }

    /** Whether it is a word as wanted, or a gap as wanted. */
    private boolean kind(BytesRef term) {
        return prefix.length > 0
                ? StringHelper.startsWith(term, prefix)
                : term.length > 0 && Byte.toUnsignedInt(term.bytes[term.offset]) > Analysis.END.charAt(0);
    }

    private boolean within(BytesRef term) {
        byte[] bytes = term.bytes;
        byte[] wanted = text.bytes;
        byte first = wanted[text.offset];
        int last = term.offset + term.length - text.length;
        for (int at = term.offset; at <= last; at++) {
            if (bytes[at] == first) {
                int same = 1;
                while (same < text.length && bytes[at + same] == wanted[text.offset + same]) {
                    same++;
                }
                if (same == text.length) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Adds the candidates that have the term. */
    void documents(FixedBitSet candidates, FixedBitSet found) throws IOException {
        PostingsEnum each = terms.postings(postings, PostingsEnum.NONE);
        postings = each;
        for (int document = candidate(each, each.nextDoc(), candidates);
                document != DocIdSetIterator.NO_MORE_DOCS;
                document = candidate(each, each.nextDoc(), candidates)) {
            found.set(document);
        }
    }

    /** Adds the places of chains that have the term at {@code offset}: those of {@code among}, or all if it is null. */
    void places(FixedBitSet candidates, int offset, @Nullable Places among, Places found) throws IOException {
        PostingsEnum each = terms.postings(postings, PostingsEnum.POSITIONS);
        postings = each;
        for (int document = candidate(each, each.nextDoc(), candidates);
                document != DocIdSetIterator.NO_MORE_DOCS;
                document = candidate(each, each.nextDoc(), candidates)) {
            for (int i = each.freq(); i > 0; i--) {
                int position = each.nextPosition() - offset;
                if (position >= 0 && (among == null || among.has(Places.of(document, position)))) {
                    found.add(Places.of(document, position));
                }
            }
        }
    }

    /** The first candidate at or behind {@code document} that has the term. */
    private static int candidate(PostingsEnum postings, int document, FixedBitSet candidates) throws IOException {
        int at = document;
        while (at != DocIdSetIterator.NO_MORE_DOCS && !candidates.get(at)) {
            int next = candidates.nextSetBit(at);
            at = next == DocIdSetIterator.NO_MORE_DOCS ? next : postings.advance(next);
        }
        return at;
    }
}

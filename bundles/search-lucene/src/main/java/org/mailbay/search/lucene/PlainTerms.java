package org.mailbay.search.lucene;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.util.BytesRef;

/** Terms without positions, some of them perhaps twice; used again and again. */
final class PlainTerms extends TokenStream {
    private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
    private final List<BytesRef> terms = new ArrayList<>();
    private int at;

    /** Begins with another text. */
    void clear() {
        terms.clear();
        at = 0;
    }

    void add(BytesRef another) {
        terms.add(another);
    }

    boolean isEmpty() {
        return terms.isEmpty();
    }

    @Override
    public void reset() {
        clearAttributes();
    }

    @Override
    public boolean incrementToken() {
        if (at == terms.size()) {
            return false;
        }
        term.setBytesRef(terms.get(at++));
        return true;
    }
}

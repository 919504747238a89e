package org.mailbay.search.lucene;

import java.io.IOException;
import java.util.Objects;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.ConstantScoreScorerSupplier;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;
import org.mailbay.search.lucene.text.Wanted.Chain;

/** Finds a chain in one field, within one scope; see {@link ChainSearch}. */
final class ChainQuery extends Query {
    private final Term scope;
    private final String field;
    private final Chain chain;

    ChainQuery(Term scope, String field, Chain chain) {
        this.scope = scope;
        this.field = field;
        this.chain = chain;
    }

    @Override
    public Weight createWeight(IndexSearcher searcher, ScoreMode scoreMode, float boost) {
        return new ConstantScoreWeight(this, boost) {
            @Override
            public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext context) throws IOException {
                FixedBitSet found = new ChainSearch(context.reader(), scope, field, chain).run();
                return found == null
                        ? null
                        : ConstantScoreScorerSupplier.fromIterator(
                                new BitSetIterator(found, found.cardinality()),
                                score(),
                                scoreMode,
                                context.reader().maxDoc());
            }

            @Override
            public boolean isCacheable(LeafReaderContext context) {
                return true;
            }
        };
    }

    @Override
    public void visit(QueryVisitor visitor) {
        visitor.visitLeaf(this);
    }

    @Override
    public boolean equals(Object other) {
        return sameClassAs(other)
                && other instanceof ChainQuery query
                && scope.equals(query.scope)
                && field.equals(query.field)
                && chain.equals(query.chain);
    }

    @Override
    public int hashCode() {
        return Objects.hash(classHash(), scope, field, chain);
    }

    @Override
    public String toString(String defaultField) {
        return field + ":" + chain.steps().size() + " terms";
    }
}

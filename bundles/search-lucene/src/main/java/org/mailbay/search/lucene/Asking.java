package org.mailbay.search.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.mailbay.search.lucene.text.Language;
import org.mailbay.search.lucene.text.Reading;
import org.mailbay.search.lucene.text.Stems;
import org.mailbay.search.lucene.text.Wanted;
import org.mailbay.search.lucene.text.Wanted.Anything;
import org.mailbay.search.lucene.text.Wanted.Chain;
import org.mailbay.search.lucene.text.Wanted.Match;
import org.mailbay.search.lucene.text.Wanted.Word;
import org.mailbay.store.TextQuery;

/** Makes Lucene's query of what is wanted: each thing in one of the fields, all of them in the scope. One use. */
final class Asking {
    private final Term scope;
    private final List<String> fields;
    private final List<Language> languages;
    private final Stems stems = new Stems();

    /** @param reader says which fields and languages there are */
    Asking(Term scope, Set<String> fields, IndexReader reader) throws IOException {
        this.scope = scope;
        this.fields = fields(fields, reader);
        this.languages = languages(reader);
    }

    private static List<String> fields(Set<String> wanted, IndexReader reader) {
        List<String> fields = new ArrayList<>();
        for (String name : FieldInfos.getIndexedFields(reader)) {
            if (name.startsWith(Entries.TERMS)) {
                String field = name.substring(Entries.TERMS.length());
                if (wanted.isEmpty() || wanted.contains(field)) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }

    private static List<Language> languages(IndexReader reader) throws IOException {
        List<Language> languages = new ArrayList<>();
        Terms terms = MultiTerms.getTerms(reader, Entries.LANGUAGES);
        if (terms != null) {
            TermsEnum each = terms.iterator();
            for (BytesRef code = each.next(); code != null; code = each.next()) {
                Language.of(code.utf8ToString()).ifPresent(languages::add);
            }
        }
        return languages;
    }

    Query query(TextQuery query) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        all.add(new TermQuery(scope), Occur.FILTER);
        for (Wanted wanted : Reading.of(query)) {
            all.add(anywhere(wanted), Occur.FILTER);
        }
        return new ConstantScoreQuery(all.build());
    }

    private Query anywhere(Wanted wanted) {
        if (fields.isEmpty()) {
            return new MatchNoDocsQuery("no such field");
        }
        if (wanted instanceof Anything) {
            return new TermInSetQuery(
                    Entries.FIELDS, fields.stream().map(BytesRef::new).toList());
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        Set<String> forms = wanted instanceof Word(String word) ? forms(word) : Set.of();
        for (String field : fields) {
            any.add(in(Entries.TERMS + field, wanted), Occur.SHOULD);
            for (String form : forms) {
                any.add(new TermQuery(new Term(Entries.STEMS + field, form)), Occur.SHOULD);
            }
        }
        return any.build();
    }

    private Set<String> forms(String word) {
        Set<String> forms = new LinkedHashSet<>();
        if (Stems.stemmed(word)) {
            languages.forEach(language -> forms.add(stems.of(language, word)));
        }
        return forms;
    }

    private Query in(String field, Wanted wanted) {
        return switch (wanted) {
            case Word(String word) -> new TermQuery(new Term(field, word));
            case Chain chain when simple(chain) -> simple(field, chain);
            case Chain chain -> new ChainQuery(scope, field, chain);
            case Anything _ -> new TermQuery(new Term(Entries.FIELDS, field));
        };
    }

    /** Whether Lucene has a query for it. */
    private static boolean simple(Chain chain) {
        Match first = chain.steps().getFirst().match();
        return chain.gaps().isEmpty()
                && (chain.steps().size() == 1
                        ? first == Match.EXACT || first == Match.PREFIX
                        : chain.steps().stream().allMatch(step -> step.match() == Match.EXACT));
    }

    private static Query simple(String field, Chain chain) {
        Wanted.Step first = chain.steps().getFirst();
        if (first.match() == Match.PREFIX) {
            return new PrefixQuery(new Term(field, first.text()), MultiTermQuery.CONSTANT_SCORE_BLENDED_REWRITE);
        }
        PhraseQuery.Builder phrase = new PhraseQuery.Builder();
        chain.steps().forEach(step -> phrase.add(new Term(field, step.text()), step.offset()));
        return phrase.build();
    }
}

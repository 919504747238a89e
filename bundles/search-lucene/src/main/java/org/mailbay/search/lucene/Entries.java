package org.mailbay.search.lucene;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;
import org.mailbay.search.lucene.text.Language;
import org.mailbay.search.lucene.text.Scanner;
import org.mailbay.search.lucene.text.Stems;
import org.mailbay.store.AccountId;
import org.mailbay.store.ObjectId;
import org.mailbay.store.spi.Document;

/** Makes an object's entry in the index: which fields there are, and what is in them. One thread. */
final class Entries {
    /** Account, letter, number: an entry has one of its own. */
    static final String KEY = "key";

    /** Account and letter: who may find it. */
    static final String SCOPE = "scope";

    /** Number, as doc values. */
    static final String NUMBER = "number";

    /** Names of the fields that an object has. */
    static final String FIELDS = "fields";

    /** Codes of the languages of an object. */
    static final String LANGUAGES = "languages";

    /** Before the name of a field: its terms with positions. */
    static final String TERMS = "t.";

    /** Before the name of a field: stems of its words. */
    static final String STEMS = "s.";

    private static final FieldType POSITIONS = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    private static final FieldType PRESENCE = type(IndexOptions.DOCS);

    private final List<Language> known;
    private final Stems stems = new Stems();

    /** @param known as for {@link Language#detect} */
    Entries(List<Language> known) {
        this.known = known;
    }

    private static FieldType type(IndexOptions options) {
        FieldType type = new FieldType();
        type.setTokenized(true);
        type.setOmitNorms(true);
        type.setIndexOptions(options);
        type.freeze();
        return type;
    }

    static Term key(AccountId account, ObjectId id) {
        return new Term(
                KEY,
                new BytesRef(ByteBuffer.allocate(17)
                        .putLong(account.number())
                        .put((byte) id.letter())
                        .putLong(id.number())
                        .array()));
    }

    static Term scope(AccountId account, char letter) {
        return new Term(
                SCOPE,
                new BytesRef(ByteBuffer.allocate(9)
                        .putLong(account.number())
                        .put((byte) letter)
                        .array()));
    }

    /** With which every scope of an account begins. */
    static Term account(AccountId account) {
        return new Term(
                SCOPE,
                new BytesRef(ByteBuffer.allocate(8).putLong(account.number()).array()));
    }

    List<IndexableField> entry(AccountId account, ObjectId id, Document document) {
        List<IndexableField> entry = new ArrayList<>();
        entry.add(new StringField(KEY, key(account, id).bytes(), Field.Store.NO));
        entry.add(new StringField(SCOPE, scope(account, id.letter()).bytes(), Field.Store.NO));
        entry.add(new NumericDocValuesField(NUMBER, id.number()));
        Map<String, Set<String>> words = new TreeMap<>();
        document.texts().forEach((field, text) -> {
            if (!text.isEmpty()) {
                String normal = Scanner.normal(text);
                words.put(field, words(normal));
                entry.add(new StringField(FIELDS, field, Field.Store.NO));
                entry.add(new Field(TERMS + field, new TermStream(normal), POSITIONS));
            }
        });
        addStems(words, entry);
        return entry;
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        Scanner scanner = new Scanner(text);
        while (scanner.next()) {
            if (Stems.stemmed(scanner.word()) || scanner.word().length() < 3) {
                words.add(scanner.word().toString());
            }
        }
        return words;
    }

    private void addStems(Map<String, Set<String>> words, List<IndexableField> entry) {
        Set<String> all = new HashSet<>();
        words.values().forEach(all::addAll);
        List<Language> languages = Language.detect(all, known);
        languages.forEach(language -> entry.add(new StringField(LANGUAGES, language.code(), Field.Store.NO)));
        Map<String, List<String>> made = new HashMap<>();
        words.forEach((field, own) -> {
            Set<String> terms = new HashSet<>();
            own.stream()
                    .filter(Stems::stemmed)
                    .forEach(word -> terms.addAll(made.computeIfAbsent(
                            word,
                            _ -> languages.stream()
                                    .map(language -> stems.of(language, word))
                                    .toList())));
            if (!terms.isEmpty()) {
                entry.add(new Field(STEMS + field, new PlainTerms(terms), PRESENCE));
            }
        });
    }
}

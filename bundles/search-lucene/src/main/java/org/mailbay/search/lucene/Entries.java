package org.mailbay.search.lucene;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;
import org.mailbay.search.lucene.text.Language;
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

    /** Fields that are remembered. */
    private static final int MOST_SLOTS = 64;

    private final List<Language> known;
    private final Analysis analysis = new Analysis();
    private final Map<String, Slot> slots = new HashMap<>();

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

    /** A field of the objects' documents, and what is said in it now. */
    private static final class Slot {
        private final StringField name;
        private final TermStream terms = new TermStream();
        private final Field termField;
        private final PlainTerms stems = new PlainTerms();
        private final Field stemField;
        private final List<Word> stemmed = new ArrayList<>();

        Slot(String field) {
            name = new StringField(FIELDS, field, Field.Store.NO);
            termField = new Field(TERMS + field, terms, POSITIONS);
            stemField = new Field(STEMS + field, stems, PRESENCE);
        }
    }

    /** What is to be indexed; valid until the next call. */
    List<IndexableField> entry(AccountId account, ObjectId id, Document document) {
        List<IndexableField> entry = new ArrayList<>();
        entry.add(new StringField(KEY, key(account, id).bytes(), Field.Store.NO));
        entry.add(new StringField(SCOPE, scope(account, id.letter()).bytes(), Field.Store.NO));
        entry.add(new NumericDocValuesField(NUMBER, id.number()));
        if (slots.size() > MOST_SLOTS) {
            slots.clear();
        }
        List<Slot> used = new ArrayList<>();
        analysis.begin();
        document.texts().forEach((field, text) -> {
            if (!text.isEmpty()) {
                Slot slot = slots.computeIfAbsent(field, Slot::new);
                analysis.read(text, slot.terms, slot.stemmed);
                used.add(slot);
            }
        });
        List<Language> languages = analysis.languages(known);
        languages.forEach(language -> entry.add(new StringField(LANGUAGES, language.code(), Field.Store.NO)));
        for (Slot slot : used) {
            entry.add(slot.name);
            entry.add(slot.termField);
            analysis.stem(slot.stemmed, languages, slot.stems);
            if (!slot.stems.isEmpty()) {
                entry.add(slot.stemField);
            }
        }
        return entry;
    }
}

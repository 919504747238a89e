package org.mailbay.search.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;

final class DictionaryTest {
    private static final int TERMS = 6_000;

    private static String term(Random random) {
        StringBuilder term = new StringBuilder();
        for (int i = random.nextInt(7); i >= 0; i--) {
            term.appendCodePoint("ab\u00fc\u65e5\u0002c".codePointAt(random.nextInt(6)));
        }
        return term.toString();
    }

    @Test
    void findsWhatAWalkFinds() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TreeSet<BytesRef> terms = new TreeSet<>();
        try (ByteBuffersDirectory folder = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(folder, new IndexWriterConfig())) {
            while (terms.size() < TERMS) {
                terms.add(new BytesRef(term(random)));
            }
            for (BytesRef term : terms) {
                Document document = new Document();
                document.add(new StringField("t", term.utf8ToString(), Field.Store.NO));
                writer.addDocument(document);
            }
            writer.addDocument(new Document());
            writer.forceMerge(1);
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                LeafReader leaf = reader.leaves().getFirst().reader();
                Dictionary dictionary = Dictionary.of(leaf, "t", leaf.terms("t"));
                assertThat(dictionary).isNotNull().isSameAs(Dictionary.of(leaf, "t", leaf.terms("t")));
                int few = 0;
                for (int i = 0; i < 500; i++) {
                    String wanted = term(random);
                    boolean atEnd = random.nextBoolean();
                    boolean words = random.nextBoolean();
                    BytesRef[] found = dictionary.find(
                            new BytesRef(wanted), atEnd, term -> !words || term.bytes[term.offset] != 2);
                    String expected = terms.stream()
                            .map(BytesRef::utf8ToString)
                            .filter(term -> atEnd ? term.endsWith(wanted) : term.contains(wanted))
                            .filter(term -> !words || term.charAt(0) != 2)
                            .collect(Collectors.joining(" "));
                    if (found != null) {
                        few++;
                        assertThat(Stream.of(found).map(BytesRef::utf8ToString).collect(Collectors.joining(" ")))
                                .as("seed %s: %s", seed, wanted)
                                .isEqualTo(expected);
                    } else {
                        assertThat(expected.split(" ").length).isGreaterThan(TERMS / 16);
                    }
                }
                assertThat(few).isPositive();
            }
        }
    }

    @Test
    void fewTermsAreWalkedThrough() throws Exception {
        try (ByteBuffersDirectory folder = new ByteBuffersDirectory();
                IndexWriter writer = new IndexWriter(folder, new IndexWriterConfig())) {
            Document document = new Document();
            document.add(new StringField("t", "word", Field.Store.NO));
            writer.addDocument(document);
            try (DirectoryReader reader = DirectoryReader.open(writer)) {
                LeafReader leaf = reader.leaves().getFirst().reader();
                assertThat(Dictionary.of(leaf, "t", leaf.terms("t"))).isNull();
            }
        }
    }
}

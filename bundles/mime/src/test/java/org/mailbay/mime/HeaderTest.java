package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5322 §2.2 and §4.5, RFC 6532, and what is no header. */
class HeaderTest {

    @Test
    void foldedBlankAndOddFields() {
        String text =
                "From x@y Sun Nov 22 10:00:00 2026\nA: 1\n 2\n\t3\nnot a field\n of it\nB :b\nC:\nD\u00e4: x\n   \nE: e\n\nF: body";
        Message m = MessageParserTest.parse(text);
        MessageParser parser = new MessageParser(Limits.DEFAULT);
        byte[] bytes = MessageParserTest.bytes(text);
        parser.write(bytes, 0, bytes.length);
        parser.finish();
        assertThat(parser.header().fields()).extracting(HeaderField::name).containsExactly("A", "B", "C", "E");
        assertThat(parser.header().last("a").orElseThrow().raw()).isEqualTo(" 1\r\n 2\r\n\t3");
        assertThat(parser.header().last("A").orElseThrow().offset()).isEqualTo(35);
        assertThat(m.defects()).containsExactlyInAnyOrder(Defect.MALFORMED_FIELD, Defect.EIGHT_BIT_HEADER);
        assertThat(MessageParserTest.body(text, m.root())).isEqualTo("F: body");
    }

    @Test
    void theLastFieldCounts() {
        Message m = MessageParserTest.parse("Subject: a\nFrom: x@y.test\nsubject: b\nFrom: z@y.test\n\n");
        assertThat(m.subject()).contains("b");
        assertThat(m.defects()).containsExactly(Defect.DUPLICATE_FIELD);
    }

    @Test
    void theFirstContentTypeCounts() {
        Message m = MessageParserTest.parse("Content-Type: text/html\nContent-Type: image/png\n\n");
        assertThat(m.root().mediaType()).isEqualTo("text/html");
        assertThat(m.defects()).containsExactly(Defect.DUPLICATE_FIELD);
    }

    @Test
    void nothingIsAMessage() {
        Message m = MessageParserTest.parse("");
        assertThat(m.root().size()).isZero();
        assertThat(m.defects()).isEmpty();
        assertThat(m.root().contentType()).isEqualTo(ContentType.TEXT_PLAIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<a@b> <c@d>|a@b,c@d",
                "(x) <a@b>(y)|a@b",
                "Your message of Friday <a@b>|a@b",
                "<a@\t b>|a@b",
                "a@b|a@b",
                "<a@b|``",
                "none|``",
                "<<a@b>>|a@b",
            })
    void messageIds(String given, String expected) {
        assertThat(String.join(",", MessageIds.parse(given).orElse(java.util.List.of())))
                .isEqualTo(expected);
    }

    @Test
    void urls() {
        // RFC 2369 §3
        assertThat(UrlList.parse(
                                "<mailto:list@host.com?subject=help> (List <no> Instructions), <ftp://ftp.host.com/\r\n list.txt>")
                        .orElseThrow())
                .containsExactly("mailto:list@host.com?subject=help", "ftp://ftp.host.com/list.txt");
        assertThat(UrlList.parse("NO (posting not allowed)")).isEmpty();
    }
}

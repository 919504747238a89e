package org.mailbay.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BODY[section]: RFC 9051 §6.4.5 and §6.4.5.1. */
class BodyTest {
    private final Fetched nested = Fetched.of(Messages.OF_THE_RFC);

    private static @Nullable String content(Fetched fetched, String item) {
        fetched.fetch(item);
        byte[] content = Fetched.content(fetched.answered);
        return content == null ? null : new String(content, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | one",
                "2 | AAEC/w==",
                "3.1 | three one",
                "3.2 | three two",
                "4.1 | four one",
                "4.2.1 | four two one",
                "4.2.2.1 | four two two one",
                "4.2.2.2 | four=20two=20two=20two",
                "5.1 | five one",
                "1.MIME | Content-Type: text/plain; charset=us-ascii~~",
                "2.MIME | Content-Type: application/octet-stream~Content-Transfer-Encoding: base64~~",
                "3.MIME | Content-Type: message/rfc822~Content-Description: three~~",
                "3.1.MIME | Content-Type: text/plain~~",
                "3.HEADER | From: b@example.org~Subject: third~Content-Type: multipart/mixed; boundary=third~~",
                "4.MIME | Content-Type: multipart/mixed; boundary=fourth~~",
                "4.1.MIME | Content-Type: image/gif~Content-Transfer-Encoding: x-strange~~",
                "4.2.HEADER | From: c@example.org~Subject: fourth~Content-Type: multipart/mixed; boundary=inner~~",
                "4.2.2.MIME | Content-Type: multipart/alternative; boundary=alt~~",
                "5.HEADER | Subject: a single one inside~X-Other: y~~",
                "5.TEXT | five one",
                "5.HEADER.FIELDS (x-other) | X-Other: y~~",
                "5.HEADER.FIELDS.NOT (x-other) | Subject: a single one inside~~",
                "5.1.MIME | Subject: a single one inside~X-Other: y~~",
                "HEADER.FIELDS (SUBJECT \"from\") | From: a@example.org~Subject: outer~~",
                "HEADER.FIELDS (X-None) | ~"
            })
    void partsAreNumberedAsTheRfcSays(String section, String expected) {
        assertThat(content(nested, "BODY[" + section + "]")).isEqualTo(expected.replace("~", "\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "6",
        "1.1",
        "2.1",
        "3.3",
        "3.1.1",
        "4.3",
        "4.2.2.3",
        "4.2.2.2.1",
        "5.2",
        "5.1.1",
        "4294967295",
        "1.HEADER",
        "1.TEXT",
        "4.HEADER",
        "4.TEXT",
        "9.MIME",
        "2.HEADER.FIELDS (X)",
        "3.1.TEXT"
    })
    void whatIsNotThereIsNil(String section) {
        assertThat(nested.fetch("BODY[" + section + "]")).isEqualTo("* 3 FETCH (BODY[" + section + "] NIL)");
        assertThat(nested.fetch("BODY[" + section + "]<5.9>")).isEqualTo("* 3 FETCH (BODY[" + section + "]<5> NIL)");
        assertThat(nested.reads).doesNotContain("0+");
        assertThat(nested.outcome).isEqualTo(Outcome.DONE);
    }

    @Test
    void aMessageWithoutPartsHasPartOne() {
        Fetched single = Fetched.of("Subject: x\n\nbody\n");
        assertThat(content(single, "BODY[1]")).isEqualTo("body\r\n");
        assertThat(content(single, "BODY[TEXT]")).isEqualTo("body\r\n");
        assertThat(content(single, "BODY[1.MIME]")).isEqualTo("Subject: x\r\n\r\n");
        assertThat(content(single, "BODY[2]")).isNull();
        assertThat(content(single, "BODY[1.1]")).isNull();
        assertThat(content(single, "BODY[1.HEADER]")).isNull();
    }

    @Test
    void aMessageThatIsAMessageHasTheInnerOneInPartOne() {
        Fetched forwarded =
                Fetched.of("Subject: outer\nContent-Type: message/rfc822\n\nSubject: inner\n\ninner body\n");
        assertThat(content(forwarded, "BODY[1]")).isEqualTo("Subject: inner\r\n\r\ninner body\r\n");
        assertThat(content(forwarded, "BODY[1.HEADER]")).isEqualTo("Subject: inner\r\n\r\n");
        assertThat(content(forwarded, "BODY[1.TEXT]")).isEqualTo("inner body\r\n");
        assertThat(content(forwarded, "BODY[1.1]")).isEqualTo("inner body\r\n");
        assertThat(content(forwarded, "BODY[HEADER]")).startsWith("Subject: outer");
    }

    @Test
    void theWholeAndItsHalves() {
        String whole = new String(nested.bytes, StandardCharsets.ISO_8859_1);
        assertThat(content(nested, "BODY[]")).isEqualTo(whole);
        assertThat(content(nested, "RFC822")).isEqualTo(whole);
        assertThat(content(nested, "BODY[HEADER]") + content(nested, "BODY[TEXT]"))
                .isEqualTo(whole);
        assertThat(content(nested, "RFC822.HEADER") + content(nested, "RFC822.TEXT"))
                .isEqualTo(whole);
        assertThat(nested.fetch("RFC822.HEADER")).startsWith("* 3 FETCH (RFC822.HEADER {");
    }

    @Test
    void partialsAreCutAtTheEnd() {
        Fetched single = Fetched.of("Subject: x\n\n0123456789");
        assertThat(single.fetch("BODY.PEEK[TEXT]<0.4>")).isEqualTo("* 3 FETCH (BODY[TEXT]<0> {4}\r\n0123)");
        assertThat(single.fetch("BODY[TEXT]<8.4>")).isEqualTo("* 3 FETCH (BODY[TEXT]<8> {2}\r\n89)");
        assertThat(single.fetch("BODY[TEXT]<10.4>")).isEqualTo("* 3 FETCH (BODY[TEXT]<10> \"\")");
        assertThat(single.fetch("BODY[TEXT]<9223372036854775807.9223372036854775807>"))
                .isEqualTo("* 3 FETCH (BODY[TEXT]<9223372036854775807> \"\")");
        assertThat(single.fetch("BODY[1]<2.9223372036854775807>")).isEqualTo("* 3 FETCH (BODY[1]<2> {8}\r\n23456789)");
        assertThat(single.fetch("BODY[HEADER.FIELDS (subject)]<9.3>"))
                .isEqualTo("* 3 FETCH (BODY[HEADER.FIELDS (subject)]<9> {3}\r\nx\r\n)");
        assertThat(single.fetch("BODY[HEADER.FIELDS (subject)]<90.3>"))
                .isEqualTo("* 3 FETCH (BODY[HEADER.FIELDS (subject)]<90> \"\")");
    }

    @Test
    void onlyTheRangeIsRead() {
        Fetched single = Fetched.of("Subject: x\n\n0123456789");
        single.fetch("(BODY[TEXT]<2.3> BODY[HEADER] BODY[TEXT]<20.1>)");
        assertThat(single.reads).containsExactly("stored", "16+3", "0+14");
    }

    @Test
    void fieldsAreFoundHoweverTheyAreWritten() {
        Fetched odd = Fetched.of("""
                 begins with a blank
                SUBJECT : one
                 folded
                no field
                Subject: two
                From someone
                X-Subject: no
                subject:
                \tthree
                """.stripTrailing() + "\n");
        assertThat(content(odd, "BODY[HEADER.FIELDS (Subject)]"))
                .isEqualTo("SUBJECT : one\r\n folded\r\nSubject: two\r\nsubject:\r\n\tthree\r\n");
        assertThat(content(odd, "BODY[HEADER.FIELDS.NOT (Subject)]"))
                .isEqualTo(" begins with a blank\r\nno field\r\nFrom someone\r\nX-Subject: no\r\n");
        assertThat(content(Fetched.of(""), "BODY[HEADER.FIELDS (Subject)]")).isEmpty();
        assertThat(content(Fetched.of(""), "BODY[]")).isEmpty();
        assertThat(content(Fetched.of("no colon"), "BODY[HEADER.FIELDS.NOT (Subject)]"))
                .isEqualTo("no colon");
    }

    @Test
    void namesOfFieldsComeBackAsTheyWereSent() {
        assertThat(nested.fetch("BODY[HEADER.FIELDS (Date \"a b\" \"(\")]"))
                .startsWith("* 3 FETCH (BODY[HEADER.FIELDS (Date \"a b\" \"(\")] {2}");
    }

    @Test
    void aLongHeaderIsReadTwiceAndNotHeld() {
        StringBuilder header = new StringBuilder();
        for (int i = 0; i < 8_000; i++) {
            header.append("X-Long: ").append("y".repeat(100)).append("\nX-Short: z\n");
        }
        Fetched big = Fetched.of(header + "\nbody");
        String expected = ("X-Long: " + "y".repeat(100) + "\r\n").repeat(8_000) + "\r\n";
        assertThat(content(big, "BODY[HEADER.FIELDS (X-Long)]")).isEqualTo(expected);
        assertThat(big.reads).hasSize(3);
        assertThat(content(big, "BODY[HEADER.FIELDS (X-Long)]<100.200000>"))
                .isEqualTo(expected.substring(100, 200_100));
        assertThat(content(big, "BODY[HEADER.FIELDS (X-Short)]")).isEqualTo("X-Short: z\r\n".repeat(8_000) + "\r\n");
    }

    @Test
    void whatCannotBeReadIsNilAndSaysSo() {
        nested.blobGone = true;
        for (String item : List.of("BODY[]", "BODY[1]", "BODY[HEADER.FIELDS (X)]", "BINARY[1]", "BINARY[2]")) {
            assertThat(nested.fetch("(UID " + item + ")")).isEqualTo("* 3 FETCH (UID 99 " + item + " NIL)");
            assertThat(nested.outcome).isEqualTo(Outcome.GONE);
        }
    }
}

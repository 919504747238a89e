package org.mailbay.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;

/** What FETCH may ask for: RFC 9051 §9 fetch-att. */
class FetchItemsTest {
    private static FetchItems read(String text) throws Malformed {
        Input in = Input.of(text, false);
        FetchItems items = FetchItems.read(in);
        in.end();
        return items;
    }

    @Test
    void macrosAreWhatTheRfcSays() throws Malformed {
        assertThat(read("ALL")).isEqualTo(read("(FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"));
        assertThat(read("fast")).isEqualTo(read("(FLAGS INTERNALDATE RFC822.SIZE)"));
        assertThat(read("Full")).isEqualTo(read("(FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FLAGS",
                "(UID MODSEQ EMAILID THREADID SAVEDATE)",
                "(uid body.peek[header.fields (From \"To\")]<0.200>)",
                "BODY[1.2.3.HEADER.FIELDS.NOT (X)]",
                "BODY[1.MIME]",
                "BODY[]<0.1>",
                "BINARY[]",
                "BINARY.PEEK[1.2]<5.7>",
                "BINARY.SIZE[3]",
                "(PREVIEW (LAZY) UID)",
                "(PREVIEW)",
                "PREVIEW (LAZY)",
                "(RFC822 RFC822.HEADER RFC822.TEXT RFC822.SIZE)",
                "(BODY BODYSTRUCTURE BODY[TEXT])"
            })
    void isRead(String text) throws Malformed {
        assertThat(read(text).items()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "()",
                "(ALL)",
                "(FLAGS ALL)",
                "(FLAGS",
                "( FLAGS)",
                "(FLAGS  UID)",
                "(FLAGS UID )",
                "BODY.PEEK",
                "BODY[MIME]",
                "BODY[0]",
                "BODY[1.]",
                "BODY[.1]",
                "BODY[1.0.TEXT]",
                "BODY[1..2]",
                "BODY[HEADER.FIELDS]",
                "BODY[HEADER.FIELDS ()]",
                "BODY[HEADER.FIELDS (\"\")]",
                "BODY[HEADER.FIELDS (A B]",
                "BODY[HEADER (A)]",
                "BODY[FOO]",
                "BODY[ALL]",
                "BODY[",
                "BODY[1",
                "BODY[]<0>",
                "BODY[]<0.0>",
                "BODY[]<-1.5>",
                "BODY[]<1.99999999999999999999>",
                "BINARY",
                "BINARY[TEXT]",
                "BINARY[1.TEXT]",
                "BINARY[1.]",
                "BINARY.SIZE[1]<0.1>",
                "BINARY.SIZE",
                "(PREVIEW (FUZZY))",
                "(PREVIEW ())",
                "NOTHING",
                "ENVELOPE[1]",
                "((FLAGS))"
            })
    void isMalformed(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(Malformed.class);
    }

    @Test
    void fetchModifiersAreLeftToTheCommand() throws Malformed {
        Input in = Input.of("PREVIEW (CHANGEDSINCE 5)", false);
        assertThat(FetchItems.read(in).items()).containsExactly(new Preview());
        in.space();
        assertThat(in.isNext('(')).isTrue();
    }

    @Test
    void eachItemIsAnsweredOnce() throws Malformed {
        assertThat(read("(UID FLAGS UID BODY[1] BODY[1] flags)").items()).hasSize(3);
        assertThat(read("(FLAGS)").with(Column.UID).items()).containsExactly(Column.UID, Column.FLAGS);
        assertThat(read("(FLAGS UID)").with(Column.UID).items()).containsExactly(Column.FLAGS, Column.UID);
    }

    @Test
    void theirNumberIsBounded() {
        StringBuilder items = new StringBuilder("(BODY[1]");
        for (int i = 2; i < 2_000; i++) {
            items.append(" BODY[").append(i).append(']');
        }
        assertThatThrownBy(() -> read(items + ")")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> read("BODY[" + "1.".repeat(5_000) + "1]")).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> read("BODY[HEADER.FIELDS (" + fields(2_000) + ")]"))
                .isInstanceOf(Malformed.class);
    }

    private static String fields(int count) {
        StringBuilder fields = new StringBuilder("a");
        for (int i = 1; i < count; i++) {
            fields.append(" a").append(i);
        }
        return fields.toString();
    }

    @Test
    void whatMarksAMessageSeen() throws Malformed {
        for (String item : List.of("BODY[]", "BODY[HEADER]", "RFC822", "RFC822.TEXT", "BINARY[1]", "(UID BODY[1])")) {
            assertThat(read(item).marksSeen()).as(item).isTrue();
        }
        for (String item : List.of(
                "BODY.PEEK[]", "RFC822.HEADER", "RFC822.SIZE", "BINARY.PEEK[1]", "BINARY.SIZE[1]", "FULL", "PREVIEW")) {
            assertThat(read(item).marksSeen()).as(item).isFalse();
        }
    }

    @Test
    void whatItTakes() throws Malformed {
        assertThat(read("FAST").need()).isEqualTo(Item.Need.COLUMNS);
        assertThat(read("ALL").need()).isEqualTo(Item.Need.ENVELOPE);
        assertThat(read("FULL").need()).isEqualTo(Item.Need.STORED);
        assertThat(read("(BODY.PEEK[] FLAGS)").need()).isEqualTo(Item.Need.CONTENT);
    }
}

package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fields made to be slow to read: of half a million characters; what takes the square of that takes longer than the bound by far.
 */
@Timeout(value = 10, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LinearTimeTest {
    private static final int LONG = 500_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "(",
                ")",
                "<",
                ">",
                "\"",
                "\\",
                ",",
                ";",
                ":",
                "@",
                "[",
                "]",
                "+",
                "-",
                ".",
                "=",
                "?",
                "=?",
                "?=",
                "&",
                "&#",
                "a",
                "a ",
                "<a>",
                "a:",
                ":;",
                "a:;",
                "a@",
                "@a:",
                "(a) ",
                "=?utf-8?q?",
                "=?utf-8?q?a?= ",
                "=?utf-8?b?YQ==?= b",
                "1:+",
                "+ :",
                "<a@b> ",
                "<<",
                "\"a\" ",
                "[a",
                "\u0301",
                "e\u0301",
                "\u00df",
                "\r\n ",
                "'",
                "%",
                "*",
                ";a",
                ";a*0*=",
                "<!--",
                "<style>",
                "<a ",
                "<a =\"",
                "</",
                "a="
            })
    void anyPieceAgainAndAgain(String piece) {
        String again = piece.repeat(LONG / piece.length());
        look(again);
        look("a".repeat(LONG / 2) + "@" + again.substring(LONG / 2));
        look(";" + again.substring(LONG / 2) + "a".repeat(LONG / 2));
    }

    private static void look(String value) {
        HeaderField field = new HeaderField("X", 0, value.getBytes(StandardCharsets.UTF_8));
        field.raw();
        field.text();
        field.addresses();
        field.messageIds();
        field.date();
        field.urls();
        new Parameters("a/b" + value, 200).contentType();
        HtmlText.of(value, LONG);
        HeaderLine.text("Subject", value);
        Address.parse(value);
        Domain.parse(value);
    }

    @Test
    void marksInTheWrongOrder() {
        String hostile = "a" + "\u0301".repeat(LONG / 2) + "\u0323".repeat(LONG / 2);
        look(hostile);
        assertThat(NormalForm.of(hostile, Form.NFKD)).hasSize(LONG + 1);
    }

    /** A text with no more marks than people write is in the form that it should be in. */
    @Test
    void whatPeopleWriteIsNormalised() {
        String written = "e\u0301 \u1ea1\u0302 o" + "\u0323\u0302\u0301".repeat(10) + "\ud834\udd5e\ufb01";
        for (Form form : Form.values()) {
            assertThat(NormalForm.of(written, form)).isEqualTo(Normalizer.normalize(written, form));
        }
    }

    /** The pieces of what nobody writes have all its marks still. */
    @Test
    void nothingIsLost() {
        String many = "a" + "\u0323\u0301".repeat(100);
        assertThat(NormalForm.of(many, Form.NFD).codePoints().sorted())
                .containsExactlyElementsOf(many.codePoints().sorted().boxed().toList());
    }
}

package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 8621 §4.1.4 preview. */
class PreviewTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<p>Hello <b>wor</b>ld</p><p>x</p>|Hello world x",
                "<html><head><title>t</title><style>a{b:c}</style></head><body>b</body>|b",
                "a<br>b<!-- c -- d -->e|a be",
                "<script>if (a<b) alert('</p>')</script>x|x",
                "&lt;b&gt; &amp;amp; &#252;&#xfc;&uuml; &nope; &|<b> &amp; üüü &nope; &",
                "<a title=\"x>y\">z</a>|z",
                "1 < 2 <3|1 < 2 <3",
                "<p|``",
                "<!-- never closed|``",
                "<style>never closed|``",
                "a&#0;&#xD800;&#99999999999;b|a&#99999999999;b",
                "x&zwnj;&shy;\u200B\u034Fy|xy",
            })
    void html(String given, String expected) {
        assertThat(Preview.of(given, true)).isEqualTo(expected);
    }

    @Test
    void plainTextLeavesQuotesOutUnlessTheyAreAll() {
        assertThat(Preview.of("> old\nnew\n\n words\n>> older", false)).isEqualTo("new words");
        assertThat(Preview.of("> only\n> old", false)).isEqualTo("> only > old");
    }

    @Test
    void isNeverLongerThanAllowedNorCutsACharacter() {
        assertThat(Preview.of("x".repeat(1000), false)).hasSize(256);
        assertThat(Preview.of("x" + "😀".repeat(1000), false)).hasSize(255);
        assertThat(Preview.of("😀\uD83D", false)).isEqualTo("😀");
    }

    @Test
    void comesFromTheFirstText() throws IOException {
        String text = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n\nx\n"
                + "--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+aGk8L3A+\n--b--\n";
        byte[] all = MessageParserTest.bytes(text);
        Part part = Preview.part(Message.parse(all)).orElseThrow();
        assertThat(Preview.read(part, new ByteArrayInputStream(all, (int) part.bodyStart(), all.length)))
                .isEqualTo("hi");
        assertThat(Preview.part(MessageParserTest.parse("Content-Type: image/png\n\nx")))
                .isEmpty();
    }

    @Test
    void bombsAreWalkedOnce() {
        assertThat(Preview.of("<".repeat(1_000_000), true)).hasSize(256);
        assertThat(Preview.of("<style>".repeat(200_000), true)).isEmpty();
        assertThat(Preview.of("<!--".repeat(200_000), true)).isEmpty();
        assertThat(Preview.of("&".repeat(1_000_000), true)).hasSize(256);
    }
}

package org.mailbay.text.office;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.text.office.Documents.read;
import static org.mailbay.text.office.Documents.utf8;
import static org.mailbay.text.office.Documents.words;
import static org.mailbay.text.office.Documents.zip;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mailbay.text.ExtractedText;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextLimits;

class MarkupTest {
    private final HtmlExtractor html = new HtmlExtractor();
    private final EpubExtractor epub = new EpubExtractor();
    private final RtfExtractor rtf = new RtfExtractor();

    @Test
    void htmlSaysItsEncodingItself() {
        byte[] page = "<meta charset=\"iso-8859-2\"><p>Łódź<br>\n\n x<script>no</script>"
                .getBytes(java.nio.charset.Charset.forName("ISO-8859-2"));
        assertThat(words(html, page)).isEqualTo("Łódź x");
        assertThat(words(html, utf8("<p>Grüße &amp; more"))).isEqualTo("Grüße & more");
    }

    @Test
    void htmlThatIsTooLongIsCutOff() {
        TextLimits large = new TextLimits(20 << 20, 100 << 20, Documents.LIMITS.time());
        ExtractedText text = read(html, utf8("<p>" + "word ".repeat(2 << 20)), null, large);
        assertThat(text.partial().orElseThrow().why()).isEqualTo(Why.LARGE);
        assertThat(text.text()).hasSizeGreaterThan(8_000_000);
    }

    @Test
    void booksWithTheirTitle() {
        byte[] book = zip(
                "mimetype",
                "application/epub+zip",
                "META-INF/encryption.xml",
                "<e><CipherReference URI='OEBPS/font.otf'/></e>",
                "OEBPS/content.opf",
                "<package xmlns:dc='dc'><metadata><dc:title>Moby</dc:title><dc:date>1851</dc:date></metadata><manifest><title>no</title></manifest></package>",
                "OEBPS/ch1.xhtml",
                "<html><body><p>Call me</p><p>Ishmael</p></body></html>");
        assertThat(words(epub, book)).isEqualTo("Moby Call me Ishmael");
    }

    @Test
    void aLockedBookIsSaid() {
        byte[] book = zip(
                "META-INF/encryption.xml",
                "<e><CipherReference URI='OEBPS/ch1.xhtml'/></e>",
                "OEBPS/ch1.xhtml",
                "\u0003\u0004");
        assertThat(read(epub, book).partial().orElseThrow().why()).isEqualTo(Why.ENCRYPTED);
    }

    @Test
    void richText() {
        String text = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator Riched;}{\\info{\\title T}}"
                + "\\f0\\fs20 Hello \\b w\\b0 orld\\par Gr\\'fc\\'dfe \\u8364?5 \\{x\\}\\tab{\\pict 0102ff}{\\uc2\\u-10179??\\u-8704??}\\bin3 {{{end}";
        assertThat(words(rtf, text.getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo("T Hello world Grüße €5 {x} 😀end");
    }

    @Test
    void richTextInTwoBytes() {
        assertThat(words(rtf, utf8("{\\rtf1\\ansicpg932 \\'93\\'fa\\'96\\'7b}")))
                .isEqualTo("日本");
    }

    @Test
    void richTextThatIsHostile() {
        assertThat(read(rtf, utf8("{\\rtf1 kept" + "{".repeat(100_000)))
                        .partial()
                        .orElseThrow()
                        .why())
                .isEqualTo(Why.LARGE);
        assertThat(read(rtf, utf8("{\\rtf1 kept\\bin999999999 x}"))).satisfies(cut -> {
            assertThat(cut.text()).isEqualTo("kept");
            assertThat(cut.partial().orElseThrow().why()).isEqualTo(Why.DAMAGED);
        });
        assertThat(read(rtf, utf8("plain")).partial().orElseThrow().why()).isEqualTo(Why.DAMAGED);
        assertThat(read(rtf, utf8("{\\rtf1 a}}}}}}b")).text()).startsWith("a");
    }
}

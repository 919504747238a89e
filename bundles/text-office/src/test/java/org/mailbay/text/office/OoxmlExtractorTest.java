package org.mailbay.text.office;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.text.office.Documents.document;
import static org.mailbay.text.office.Documents.docx;
import static org.mailbay.text.office.Documents.paragraph;
import static org.mailbay.text.office.Documents.read;
import static org.mailbay.text.office.Documents.words;
import static org.mailbay.text.office.Documents.zip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mailbay.text.ExtractedText;
import org.mailbay.text.TextException.Why;

class OoxmlExtractorTest {
    private final OoxmlExtractor it = new OoxmlExtractor();

    private Why why(byte[] document) {
        return read(it, document).partial().orElseThrow().why();
    }

    @Test
    void documentsWithTheirHeadersNotesAndProperties() {
        byte[] docx = zip(
                "docProps/core.xml",
                "<cp:coreProperties xmlns:cp='urn:cp' xmlns:dc='urn:dc'><dc:title>The title</dc:title><dc:creator>Ada</dc:creator></cp:coreProperties>",
                "word/document.xml",
                document(
                        "<w:p><w:r><w:t>Hello</w:t></w:r><w:r><w:t xml:space='preserve'> wor</w:t></w:r><w:r><w:t>ld</w:t><w:tab/><w:t>x&amp;y</w:t></w:r></w:p>"
                                + paragraph("Grüße") + "<w:p><w:r><w:delText>gone</w:delText></w:r></w:p>"),
                "word/header1.xml",
                document(paragraph("head")),
                "word/footnotes.xml",
                document(paragraph("note")),
                "word/styles.xml",
                document(paragraph("style")));
        assertThat(words(it, docx)).isEqualTo("The title Ada Hello world x&y Grüße head note");
    }

    @Test
    void sheetsWithSharedAndInlineStringsAndNumbers() {
        byte[] xlsx = zip(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row><c t='s'><v>0</v></c><c><v>4711.5</v></c><c t='inlineStr'><is><t>inline</t></is></c><c t='str'><f>A1&amp;B1</f><v>formula</v></c><c t='b'><v>1</v></c></row></sheetData></worksheet>",
                "xl/sharedStrings.xml",
                "<sst><si><t>Total</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>reading</t></rPh></si></sst>");
        assertThat(words(it, xlsx)).isEqualTo("4711.5 inline formula Total rich");
    }

    @Test
    void presentationsWithNotesAndWithoutTheSameTwice() {
        byte[] pptx = zip(
                "ppt/slides/slide1.xml",
                "<p:sld xmlns:p='p' xmlns:a='a' xmlns:mc='mc'><a:p><a:r><a:t>Slide</a:t></a:r><a:br/><a:r><a:t>one</a:t></a:r></a:p><mc:AlternateContent><mc:Choice><a:p><a:r><a:t>new</a:t></a:r></a:p></mc:Choice><mc:Fallback><a:p><a:r><a:t>old</a:t></a:r></a:p></mc:Fallback></mc:AlternateContent></p:sld>",
                "ppt/slideMasters/slideMaster1.xml",
                "<p:sld xmlns:p='p' xmlns:a='a'><a:t>Click to edit</a:t></p:sld>",
                "ppt/notesSlides/notesSlide1.xml",
                "<p:notes xmlns:p='p' xmlns:a='a'><a:p><a:r><a:t>spoken</a:t></a:r></a:p></p:notes>");
        assertThat(words(it, pptx)).isEqualTo("Slide one new spoken");
    }

    @Test
    void aPasswordIsSaid() {
        byte[] file = new byte[4096];
        Arrays.fill(file, (byte) ' ');
        byte[] signature = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1};
        System.arraycopy(signature, 0, file, 0, 8);
        assertThat(why(file)).isEqualTo(Why.DAMAGED);
        byte[] name = "EEncryptedPackage".getBytes(StandardCharsets.UTF_16LE);
        System.arraycopy(name, 0, file, 1000, name.length);
        assertThat(why(file)).isEqualTo(Why.ENCRYPTED);
    }

    @Test
    void whatIsNoPackageIsDamaged() {
        assertThat(why(new byte[0])).isEqualTo(Why.DAMAGED);
        assertThat(why("hello".getBytes(StandardCharsets.UTF_8))).isEqualTo(Why.DAMAGED);
    }

    @Test
    void aPackageCutShortKeepsWhatCameBefore() {
        byte[] docx = zip(
                "word/document.xml",
                document(paragraph("kept")),
                "word/footnotes.xml",
                document(paragraph("lost words that do not pack well: qwertzuiopasdfghjklyxcvbnm1234567890")));
        ExtractedText text = read(it, Arrays.copyOf(docx, docx.length - 260));
        assertThat(words(text)).startsWith("kept");
        assertThat(text.partial().orElseThrow().why()).isEqualTo(Why.DAMAGED);
    }

    @Test
    void oneBrokenFileDoesNotHideTheOthers() {
        ExtractedText text = read(
                it,
                zip(
                        "word/document.xml",
                        "<w:document xmlns:w='w'><w:p><w:t>begun</w:t></w:p>",
                        "word/footnotes.xml",
                        document(paragraph("note"))));
        assertThat(words(text)).isEqualTo("begun note");
        assertThat(text.partial().orElseThrow().why()).isEqualTo(Why.DAMAGED);
    }

    @Test
    void documentTypesAndEntitiesAreRefused() {
        String bomb =
                "<!DOCTYPE d [<!ENTITY a 'lollollol'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><d><t>&c;</t></d>";
        String outside = "<!DOCTYPE d [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><d><t>&f;</t></d>";
        String undeclared = "<d><t>&what;</t></d>";
        for (String xml : new String[] {bomb, outside, undeclared}) {
            ExtractedText text = read(it, zip("word/document.xml", xml));
            assertThat(text.text()).isBlank();
            assertThat(text.partial().orElseThrow().why()).isEqualTo(Why.DAMAGED);
        }
    }

    @Test
    void deepNestingIsCutOff() {
        ExtractedText text = read(it, docx(paragraph("top") + "<w:x>".repeat(5000) + "</w:x>".repeat(5000)));
        assertThat(words(text)).isEqualTo("top");
        assertThat(text.partial().orElseThrow().why()).isEqualTo(Why.LARGE);
    }

    @Test
    void bombsAreCutOff() {
        String first = document(paragraph("first"));
        String zeros = " ".repeat(30 << 20);
        for (String name : new String[] {"word/media/image1.png", "word/footnotes.xml"}) {
            ExtractedText text = read(it, zip("word/document.xml", first, name, zeros));
            assertThat(words(text)).isEqualTo("first");
            assertThat(text.partial().orElseThrow().why()).isEqualTo(Why.LARGE);
        }
    }

    @Test
    void hugeAttributesAndCommentsAreNotKeptInMemory() {
        String huge = "x".repeat(6 << 20);
        assertThat(why(docx(paragraph("a") + "<w:p w:x='" + huge + "'/>"))).isEqualTo(Why.LARGE);
        assertThat(why(docx(paragraph("a") + "<!--" + huge + "-->"))).isEqualTo(Why.LARGE);
    }

    @Test
    void aHugeCellFillsTheText() {
        ExtractedText text = read(it, docx(paragraph("y".repeat(300_000))));
        assertThat(text.text()).hasSize(Documents.LIMITS.characters());
        assertThat(text.partial().orElseThrow().why()).isEqualTo(Why.FULL);
    }

    @Test
    void tooManyFilesAreCutOff() {
        String[] files = new String[2 * 20_001];
        for (int i = 0; i < files.length; i += 2) {
            files[i] = "f" + i;
            files[i + 1] = "";
        }
        assertThat(why(zip(files))).isEqualTo(Why.LARGE);
    }
}

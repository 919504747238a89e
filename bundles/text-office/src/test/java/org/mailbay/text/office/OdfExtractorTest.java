package org.mailbay.text.office;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.text.office.Documents.read;
import static org.mailbay.text.office.Documents.utf8;
import static org.mailbay.text.office.Documents.words;
import static org.mailbay.text.office.Documents.zip;

import org.junit.jupiter.api.Test;
import org.mailbay.text.TextException.Why;

class OdfExtractorTest {
    private static final String NAMES =
            " xmlns:office='o' xmlns:text='t' xmlns:table='tb' xmlns:draw='d' xmlns:dc='dc'";
    private final OdfExtractor it = new OdfExtractor();

    private static String content(String body) {
        return "<office:document-content" + NAMES + "><office:body><office:text>" + body
                + "</office:text></office:body></office:document-content>";
    }

    @Test
    void textsWithSpansTablesAndProperties() {
        byte[] odt = zip(
                "mimetype",
                "application/vnd.oasis.opendocument.text",
                "content.xml",
                content("<text:tracked-changes><text:p>removed</text:p></text:tracked-changes>"
                        + "<text:h>Head</text:h><text:p>a<text:span>b</text:span><text:s/>c<text:line-break/>d</text:p>"
                        + "<table:table><table:table-row><table:table-cell><text:p>cell</text:p></table:table-cell></table:table-row></table:table>"
                        + "<draw:frame><office:binary-data>QUJD</office:binary-data></draw:frame>"),
                "styles.xml",
                "<office:document-styles" + NAMES + "><text:p>footer</text:p><x>no</x></office:document-styles>",
                "meta.xml",
                "<office:document-meta" + NAMES
                        + "><dc:title>Title</dc:title><dc:date>2026</dc:date></office:document-meta>");
        assertThat(words(it, odt)).isEqualTo("Head ab c d cell footer Title");
    }

    @Test
    void flatDocuments() {
        assertThat(words(it, utf8("<?xml version='1.0'?>" + content("<text:p>flat ☕</text:p>"))))
                .isEqualTo("flat ☕");
    }

    @Test
    void aPasswordIsSaidThoughTheListOfFilesComesLast() {
        String manifest = "<m:manifest xmlns:m='m'><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>";
        byte[] locked = zip("content.xml", "\u0001\u0002 not XML", "META-INF/manifest.xml", manifest);
        assertThat(read(it, locked).partial().orElseThrow().why()).isEqualTo(Why.ENCRYPTED);
        byte[] whole = zip("encrypted-package", "\u0001\u0002", "META-INF/manifest.xml", manifest);
        assertThat(read(it, whole).partial().orElseThrow().why()).isEqualTo(Why.ENCRYPTED);
        byte[] broken = zip("content.xml", "\u0001\u0002 not XML", "META-INF/manifest.xml", "<m/>");
        assertThat(read(it, broken).partial().orElseThrow().why()).isEqualTo(Why.DAMAGED);
    }
}

package org.mailbay.text.office;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.mailbay.text.TextException;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextSink;
import org.osgi.service.component.annotations.Component;

/**
 * Reads Office Open XML (ECMA-376): documents, sheets, presentations.
 *
 * <p>Files are read in the order of the package. A sheet's words lie in one table of strings, each once however often it is used; numbers are taken
 * from the cells as they are stored, so dates are not found.
 */
@Component
public final class OoxmlExtractor implements TextExtractor {
    private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";
    /** The signature of a compound file: an encrypted package, or a document from before 2007. */
    private static final long COMPOUND_FILE = 0xD0CF11E0A1B11AE1L;

    private static final byte[] ENCRYPTED_PACKAGE = "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE);

    @Override
    public Set<String> mediaTypes() {
        return Set.of(
                OFFICE + "wordprocessingml.document",
                OFFICE + "wordprocessingml.template",
                "application/vnd.ms-word.document.macroenabled.12",
                OFFICE + "spreadsheetml.sheet",
                OFFICE + "spreadsheetml.template",
                "application/vnd.ms-excel.sheet.macroenabled.12",
                OFFICE + "presentationml.presentation",
                OFFICE + "presentationml.slideshow",
                OFFICE + "presentationml.template",
                "application/vnd.ms-powerpoint.presentation.macroenabled.12");
    }

    @Override
    public Set<String> extensions() {
        return Set.of("docx", "dotx", "docm", "xlsx", "xltx", "xlsm", "pptx", "ppsx", "potx", "pptm");
    }

    @Override
    public void extract(InputStream in, String mediaType, @Nullable Charset charset, TextSink out) throws IOException {
        BufferedInputStream document = new BufferedInputStream(in);
        document.mark(8);
        byte[] start = document.readNBytes(8);
        document.reset();
        if (start.length == 8 && ByteBuffer.wrap(start).getLong() == COMPOUND_FILE) {
            throw compoundFile(document);
        }
        Zip.walk(document, out, (name, file) -> {
            if (name.endsWith(".xml") && isText(name)) {
                Xml.walk(file, out, new Words(out, name.startsWith("xl/worksheets/"), name.startsWith("docProps/")));
                out.part();
            }
        });
    }

    private static boolean isText(String name) {
        return switch (name.substring(0, name.lastIndexOf('/') + 1)) {
            case "word/" ->
                name.startsWith("word/document")
                        || name.startsWith("word/header")
                        || name.startsWith("word/foot")
                        || name.startsWith("word/endnotes")
                        || name.startsWith("word/comments");
            case "xl/" -> name.startsWith("xl/sharedStrings") || name.startsWith("xl/comments");
            case "xl/worksheets/", "xl/drawings/", "xl/threadedComments/" -> true;
            case "ppt/slides/", "ppt/notesSlides/", "ppt/comments/", "ppt/diagrams/", "word/diagrams/" -> true;
            case "docProps/" -> name.equals("docProps/core.xml");
            default -> false;
        };
    }

    private static TextException compoundFile(InputStream in) throws IOException {
        int matched = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            matched = b == (ENCRYPTED_PACKAGE[matched] & 0xFF) ? matched + 1 : b == ENCRYPTED_PACKAGE[0] ? 1 : 0;
            if (matched == ENCRYPTED_PACKAGE.length) {
                return new TextException(Why.ENCRYPTED, "a password is needed");
            }
        }
        return new TextException(Why.DAMAGED, "of the old binary format, which is not read");
    }

    /** Words stand in elements {@code t}, whichever of the three formats; and in {@code v} and {@code text} of some. */
    private static final class Words implements Xml.Visitor {
        private final TextSink out;
        private final boolean isSheet;
        private final boolean isProperties;
        private boolean isShared;
        private int inside;

        Words(TextSink out, boolean isSheet, boolean isProperties) {
            this.out = out;
            this.isSheet = isSheet;
            this.isProperties = isProperties;
        }

        @Override
        public boolean begin(XMLStreamReader element) throws IOException {
            switch (element.getLocalName()) {
                case "Fallback" -> {
                    return false; // the same again, for older programs
                }
                case "rPh" -> {
                    return false; // how characters are pronounced
                }
                case "c" -> {
                    String type = isSheet ? element.getAttributeValue(null, "t") : null;
                    isShared = "s".equals(type) || "b".equals(type) || "e".equals(type);
                }
                case "t", "text" -> inside++;
                case "v" -> inside += isSheet && !isShared ? 1 : 0;
                case "tab", "br", "cr" -> out.part();
                default -> inside += isProperties ? 1 : 0;
            }
            return true;
        }

        @Override
        public void characters(XMLStreamReader text) throws IOException {
            if (inside > 0) {
                out.append(text.getText());
            }
        }

        @Override
        public void end(String name) throws IOException {
            switch (name) {
                case "t" -> inside--;
                case "text" -> {
                    inside--;
                    out.part();
                }
                case "v" -> inside -= isSheet && !isShared ? 1 : 0;
                case "p", "si", "c", "tc", "row", "is" -> out.part();
                default -> {
                    if (isProperties) {
                        inside--;
                        out.part();
                    }
                }
            }
        }
    }
}

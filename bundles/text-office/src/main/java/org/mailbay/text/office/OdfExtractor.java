package org.mailbay.text.office;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.mailbay.text.TextException;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextSink;
import org.osgi.service.component.annotations.Component;

/** Reads OpenDocument (ISO/IEC 26300): texts, sheets, presentations, drawings; packed or flat. */
@Component
public final class OdfExtractor implements TextExtractor {
    private static final String ODF = "application/vnd.oasis.opendocument.";

    @Override
    public Set<String> mediaTypes() {
        return Set.of(
                ODF + "text",
                ODF + "text-template",
                ODF + "text-flat-xml",
                ODF + "spreadsheet",
                ODF + "spreadsheet-template",
                ODF + "spreadsheet-flat-xml",
                ODF + "presentation",
                ODF + "presentation-template",
                ODF + "presentation-flat-xml",
                ODF + "graphics",
                ODF + "graphics-flat-xml");
    }

    @Override
    public Set<String> extensions() {
        return Set.of("odt", "ott", "fodt", "ods", "ots", "fods", "odp", "otp", "fodp", "odg", "fodg");
    }

    @Override
    public void extract(InputStream in, String mediaType, @Nullable Charset charset, TextSink out) throws IOException {
        BufferedInputStream document = new BufferedInputStream(in);
        document.mark(1);
        int first = document.read();
        document.reset();
        if (first != 'P') {
            Xml.walk(document, out, new Words(out));
            return;
        }
        AtomicBoolean isEncrypted = new AtomicBoolean();
        try {
            Zip.walk(document, out, (name, file) -> {
                switch (name) {
                    case "content.xml", "meta.xml", "styles.xml" -> Xml.walk(file, out, new Words(out));
                    case "META-INF/manifest.xml" ->
                        Xml.walk(file, out, element -> {
                            isEncrypted.compareAndSet(
                                    false, element.getLocalName().equals("encryption-data"));
                            return true;
                        });
                    default -> {}
                }
            });
        } catch (TextException e) {
            // what is encrypted looks broken, and the list that says so is the last file
            throw isEncrypted.get() && out.stopped() == null
                    ? new TextException(Why.ENCRYPTED, "a password is needed")
                    : e;
        }
        if (isEncrypted.get()) {
            throw new TextException(Why.ENCRYPTED, "a password is needed");
        }
    }

    /** All characters inside the body, the properties, headers and footers. */
    private static final class Words implements Xml.Visitor {
        private final TextSink out;
        private int inside;

        Words(TextSink out) {
            this.out = out;
        }

        @Override
        public boolean begin(XMLStreamReader element) throws IOException {
            switch (element.getLocalName()) {
                case "tracked-changes", "binary-data", "script", "object-ole", "forms" -> {
                    return false;
                }
                case "s" -> out.append(" ");
                case "tab", "line-break" -> out.part();
                default -> inside += isText(element.getLocalName()) ? 1 : 0;
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
            if (isText(name)) {
                inside--;
                out.part();
            }
        }

        /** Where characters are words: in paragraphs and headings, in titles and descriptions, and in the fields of {@code meta.xml}. */
        private static boolean isText(String name) {
            return switch (name) {
                case "p", "h", "title", "desc", "subject", "keyword", "description", "initial-creator" -> true;
                default -> false;
            };
        }
    }
}

package org.mailbay.text.office;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.mailbay.text.TextException;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextSink;
import org.osgi.service.component.annotations.Component;

/** Reads books (EPUB): their pages in the order of the package, and title and author. */
@Component
public final class EpubExtractor implements TextExtractor {
    @Override
    public Set<String> mediaTypes() {
        return Set.of("application/epub+zip");
    }

    @Override
    public Set<String> extensions() {
        return Set.of("epub");
    }

    @Override
    public void extract(InputStream in, String mediaType, @Nullable Charset charset, TextSink out) throws IOException {
        Zip.walk(in, out, (name, file) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (isPage(lower)) {
                HtmlExtractor.read(file, null, out);
                out.part();
            } else if (lower.endsWith(".opf")) {
                Xml.walk(file, out, new Book(out));
            } else if (lower.equals("meta-inf/encryption.xml")) {
                Xml.walk(file, out, EpubExtractor::refuseLocked);
            }
        });
    }

    private static boolean isPage(String name) {
        return name.endsWith(".xhtml") || name.endsWith(".html") || name.endsWith(".htm");
    }

    /** Fonts may be scrambled; pages may not. */
    private static boolean refuseLocked(XMLStreamReader element) throws TextException {
        String file = element.getAttributeValue(null, "URI");
        if (file != null && isPage(file.toLowerCase(Locale.ROOT))) {
            throw new TextException(Why.ENCRYPTED, "the pages are encrypted");
        }
        return true;
    }

    private record Book(TextSink out) implements Xml.Visitor {
        @Override
        public boolean begin(XMLStreamReader element) {
            return switch (element.getLocalName()) {
                case "package", "metadata", "title", "creator", "subject", "description", "publisher" -> true;
                default -> false;
            };
        }

        @Override
        public void characters(XMLStreamReader text) throws IOException {
            Words.append(text.getText(), out);
        }

        @Override
        public void end(String name) throws IOException {
            out.part();
        }
    }
}

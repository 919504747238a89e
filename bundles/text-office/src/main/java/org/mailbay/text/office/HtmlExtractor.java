package org.mailbay.text.office;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.mime.HtmlText;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextSink;
import org.osgi.service.component.annotations.Component;

/** Reads HTML, however broken. */
@Component
public final class HtmlExtractor implements TextExtractor {
    /** Markup is read whole. In characters. */
    private static final int LONGEST = 8 << 20;

    @Override
    public Set<String> mediaTypes() {
        return Set.of("text/html", "application/xhtml+xml");
    }

    @Override
    public Set<String> extensions() {
        return Set.of("html", "htm", "xhtml");
    }

    @Override
    public void extract(InputStream in, String mediaType, @Nullable Charset charset, TextSink out) throws IOException {
        read(in, charset, out);
    }

    static void read(InputStream in, @Nullable Charset charset, TextSink out) throws IOException {
        StringBuilder markup = new StringBuilder();
        char[] buffer = new char[8192];
        try (Characters characters = Characters.of(in, charset, Characters.Kind.MARKUP)) {
            for (int n = characters.read(buffer); n >= 0 && markup.length() < LONGEST; n = characters.read(buffer)) {
                markup.append(buffer, 0, n);
            }
        }
        Words.append(HtmlText.of(markup.toString(), Integer.MAX_VALUE), out);
        if (markup.length() >= LONGEST) {
            throw out.stop(Why.LARGE, "HTML longer than " + LONGEST + " characters");
        }
    }
}

package org.mailbay.text.office;

import java.io.IOException;
import java.io.InputStream;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextSink;
import org.osgi.service.component.annotations.Component;

/** Reads plain text of every kind; asked after all others, so that each can take its own. */
@Component(property = "service.ranking:Integer=-100")
public final class PlainExtractor implements TextExtractor {
    @Override
    public Set<String> mediaTypes() {
        return Set.of("text/*", "application/json", "application/xml", "application/yaml", "application/x-yaml");
    }

    @Override
    public Set<String> extensions() {
        return Set.of("txt", "text", "md", "csv", "tsv", "log", "json", "yaml", "yml", "ini", "ics", "vcf");
    }

    @Override
    public void extract(InputStream in, String mediaType, @Nullable Charset charset, TextSink out) throws IOException {
        char[] buffer = new char[8192];
        try (Characters characters = Characters.of(in, charset, Characters.Kind.TEXT)) {
            for (int n = characters.read(buffer); n >= 0; n = characters.read(buffer)) {
                out.append(CharBuffer.wrap(buffer, 0, n));
            }
        }
    }
}

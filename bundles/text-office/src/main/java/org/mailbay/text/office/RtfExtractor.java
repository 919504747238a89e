package org.mailbay.text.office;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextSink;
import org.osgi.service.component.annotations.Component;

/** Reads Rich Text Format. */
@Component
public final class RtfExtractor implements TextExtractor {
    @Override
    public Set<String> mediaTypes() {
        return Set.of("application/rtf", "text/rtf", "application/x-rtf");
    }

    @Override
    public Set<String> extensions() {
        return Set.of("rtf");
    }

    @Override
    public void extract(InputStream in, String mediaType, @Nullable Charset charset, TextSink out) throws IOException {
        new Rtf(new BufferedInputStream(in), out).read();
    }
}

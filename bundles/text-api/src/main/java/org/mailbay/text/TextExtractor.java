package org.mailbay.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Reads the words of documents of some media types. A service; the first by ranking that reads a document is asked.
 *
 * <p>Any thread, several at a time. It needs not care about time: the streams and the sink stop it. Run it by {@link Extraction}.
 */
@ConsumerType
public interface TextExtractor {
    /** The media types it reads: lower case, without parameters; {@code text/*} for all of a kind. */
    Set<String> mediaTypes();

    /** The ends of file names it reads when the media type says nothing: lower case, without the dot. */
    default Set<String> extensions() {
        return Set.of();
    }

    /**
     * Writes the words of a document, in the order a person reads them, with blanks or line ends where words part.
     *
     * @param in the document; not closed; an endless one is cut off by its guard
     * @param mediaType one of {@link #mediaTypes} in lower case, or {@code application/octet-stream} when it was chosen by its name
     * @param charset what the message says, when it says one that is known
     * @throws TextException when the document is damaged, encrypted or reaches a bound; what was written until then stays
     * @throws IOException when the document is damaged too, unless the source itself failed
     * @throws java.io.UncheckedIOException when the extractor failed and the document may be sound: it is tried again
     */
    void extract(InputStream in, String mediaType, @Nullable Charset charset, TextSink out) throws IOException;

    /** Whether it is one for this document: by its type, or by its name when the type says nothing. */
    default boolean reads(String mediaType, @Nullable String fileName) {
        String type = mediaType.toLowerCase(Locale.ROOT);
        int slash = type.indexOf('/');
        if (mediaTypes().contains(type) || slash > 0 && mediaTypes().contains(type.substring(0, slash) + "/*")) {
            return true;
        }
        return fileName != null
                && (type.isEmpty() || type.equals("application/octet-stream"))
                && extensions()
                        .contains(fileName.substring(fileName.lastIndexOf('.') + 1)
                                .toLowerCase(Locale.ROOT));
    }
}

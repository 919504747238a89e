package org.mailbay.text.office;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.mailbay.text.ExtractedText;
import org.mailbay.text.Extraction;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextLimits;

/** Documents made for tests, and what is read out of them. */
final class Documents {
    static final TextLimits LIMITS = new TextLimits(100_000, 20 << 20, Duration.ofSeconds(20));

    private Documents() {}

    /** A package of names and contents in turn. */
    static byte[] zip(String... files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < files.length; i += 2) {
                zip.putNextEntry(new ZipEntry(files[i]));
                zip.write(utf8(files[i + 1]));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] docx(String body) {
        return zip("[Content_Types].xml", "<Types/>", "word/document.xml", document(body));
    }

    static String document(String body) {
        return "<?xml version='1.0'?><w:document xmlns:w='urn:w'><w:body>" + body + "</w:body></w:document>";
    }

    static String paragraph(String text) {
        return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
    }

    static ExtractedText read(TextExtractor extractor, byte[] document) {
        return read(extractor, document, null, LIMITS);
    }

    static ExtractedText read(TextExtractor extractor, byte[] document, @Nullable Charset charset, TextLimits limits) {
        try {
            return Extraction.run(
                    extractor,
                    new ByteArrayInputStream(document),
                    extractor.mediaTypes().iterator().next(),
                    charset,
                    limits,
                    Runnable::run);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All of it, which must not be partial; blanks and line ends are one blank each. */
    static String words(TextExtractor extractor, byte[] document) {
        ExtractedText text = read(extractor, document);
        if (text.partial().isPresent()) {
            throw new AssertionError(text.partial().get());
        }
        return words(text);
    }

    static String words(ExtractedText text) {
        return text.text().replaceAll("\\s+", " ").strip();
    }
}

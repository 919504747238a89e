package org.mailbay.text.office;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mailbay.text.office.Documents.document;
import static org.mailbay.text.office.Documents.paragraph;
import static org.mailbay.text.office.Documents.utf8;
import static org.mailbay.text.office.Documents.zip;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextLimits;
import org.mailbay.text.TextSink;

/** Documents with flipped, cut and repeated bytes: an extractor says so, or reads on; nothing else. */
class HostileTest {
    private static final TextLimits LIMITS = new TextLimits(50_000, 1 << 20, Duration.ofSeconds(10));

    @Test
    void chanceNeverBreaksAnExtractor() {
        long seed = Long.getLong("mailbay.seed", System.nanoTime());
        System.getLogger("HostileTest").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random random = new Random(seed);
        List<byte[]> documents = List.of(
                zip("word/document.xml", document(paragraph("some words").repeat(50))),
                zip("content.xml", "<a xmlns:t='t'><t:p>words</t:p></a>", "META-INF/manifest.xml", "<m/>"),
                utf8("<html><body><p>x &amp; <b>y</b><!-- z --><script>s</script></body></html>"),
                utf8("{\\rtf1\\ansi\\uc1 a\\par{\\b b\\u8364?}\\'e4\\bin2 xx{\\*\\x y}}"),
                utf8("<?xml version='1.0'?><a xmlns:t='t'><t:p>words</t:p></a>"));
        List<TextExtractor> extractors = extractors();
        int read = 0;
        for (int i = 0; i < 6000; i++) {
            byte[] document = damage(documents.get(random.nextInt(documents.size())), random);
            TextExtractor extractor = extractors.get(random.nextInt(extractors.size()));
            TextSink sink = new TextSink(LIMITS);
            try {
                extractor.extract(
                        sink.guard(new ByteArrayInputStream(document)),
                        extractor.mediaTypes().iterator().next(),
                        null,
                        sink);
                read++;
            } catch (IOException expected) {
                assertThat(expected.getMessage()).isNotNull();
            }
        }
        assertThat(read).isPositive();
    }

    /** Whatever a document names, nobody is asked for it: not over the network, not on this machine. */
    @Test
    void noLinkIsFollowed() throws IOException {
        try (ServerSocket nobody = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            AtomicInteger asked = new AtomicInteger();
            Thread.ofVirtual().name("nobody").start(() -> hangUp(nobody, asked));
            String url = "http://127.0.0.1:" + nobody.getLocalPort() + "/x";
            String dtd = "<?xml version='1.0'?><!DOCTYPE d PUBLIC 'x' '" + url + ".dtd' [<!ENTITY e SYSTEM '" + url
                    + "'><!ENTITY % p SYSTEM '" + url + "'> %p;]><d>&e;</d>";
            String relation = "<Relationships xmlns='urn:r'><Relationship Id='r' TargetMode='External' Target='" + url
                    + "' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate'/></Relationships>";
            String include =
                    "<a xmlns:t='t' xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:xi='http://www.w3.org/2001/XInclude' "
                            + "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='t " + url
                            + "'><xi:include href='"
                            + url + "'/><t:p xlink:href='" + url + "'>words</t:p></a>";
            String html = "<html><head><base href='" + url + "'><link rel=stylesheet href='" + url + "'><script src='"
                    + url
                    + "'></script><meta http-equiv=refresh content='0;url=" + url + "'></head><body><img src='" + url
                    + "'><iframe src='" + url + "'></iframe><object data='" + url + "'></object>words</body></html>";
            List<byte[]> documents = List.of(
                    zip("word/document.xml", document(paragraph("words")), "word/_rels/document.xml.rels", relation),
                    zip("word/document.xml", dtd, "content.xml", dtd, "META-INF/container.xml", dtd),
                    zip("content.xml", include, "META-INF/manifest.xml", dtd),
                    zip(
                            "META-INF/container.xml",
                            "<c><rootfile full-path='a.opf'/></c>",
                            "a.opf",
                            include,
                            "a.html",
                            html),
                    utf8(dtd),
                    utf8(include),
                    utf8(html),
                    utf8("{\\rtf1{\\field{\\*\\fldinst INCLUDEPICTURE \"" + url + "\"}}{\\*\\template " + url
                            + "}words}"));
            for (TextExtractor extractor : extractors()) {
                for (byte[] document : documents) {
                    TextSink sink = new TextSink(LIMITS);
                    try {
                        extractor.extract(
                                sink.guard(new ByteArrayInputStream(document)),
                                extractor.mediaTypes().iterator().next(),
                                null,
                                sink);
                    } catch (IOException expected) {
                        assertThat(expected.getMessage()).isNotNull();
                    }
                }
            }
            // After whoever may have come before
            try (Socket last = new Socket(nobody.getInetAddress(), nobody.getLocalPort())) {
                assertThat(last.getInputStream().read()).isNegative();
            }
            assertThat(asked).hasValue(1);
        }
    }

    private static void hangUp(ServerSocket door, AtomicInteger asked) {
        while (true) {
            try {
                Socket visitor = door.accept();
                asked.incrementAndGet();
                visitor.close();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static List<TextExtractor> extractors() {
        return List.of(
                new OoxmlExtractor(),
                new OdfExtractor(),
                new HtmlExtractor(),
                new RtfExtractor(),
                new EpubExtractor(),
                new PlainExtractor());
    }

    private static byte[] damage(byte[] document, Random random) {
        byte[] result = document.clone();
        for (int i = random.nextInt(8); i > 0; i--) {
            result[random.nextInt(result.length)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(4) == 0) {
            int from = random.nextInt(result.length);
            System.arraycopy(result, from, result, 0, result.length - from);
        }
        return random.nextInt(3) == 0 ? java.util.Arrays.copyOf(result, random.nextInt(result.length + 1)) : result;
    }
}

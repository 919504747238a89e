package org.mailbay.text.pdf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.logging.LogFactory;
import org.apache.fontbox.FontBoxFont;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.RandomAccessRead;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mailbay.metrics.Metrics;
import org.mailbay.testkit.Configurations;
import org.mailbay.text.ExtractedText;
import org.mailbay.text.Extraction;
import org.mailbay.text.TextException;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextLimits;
import org.mailbay.text.pdf.reader.Reader;

class PdfExtractorTest {
    private static final TextLimits LIMITS = new TextLimits(100_000, 50 << 20, Duration.ofSeconds(60));

    private static final byte[] BLANKS = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private PdfExtractor it =
            new PdfExtractor(List.of(), Path.of("."), Configurations.of(PdfExtractor.Config.class, Map.of()));

    @AfterEach
    void close() {
        it.close();
    }

    private void start(Map<String, Object> config) throws URISyntaxException {
        it = new PdfExtractor(classPath(), folder, Configurations.of(PdfExtractor.Config.class, config));
    }

    private static List<Path> classPath() throws URISyntaxException {
        List<Path> result = new ArrayList<>();
        for (Class<?> one :
                List.of(Reader.class, PDDocument.class, RandomAccessRead.class, FontBoxFont.class, LogFactory.class)) {
            result.add(Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI()));
        }
        return result;
    }

    private ExtractedText read(byte[] pdf, TextLimits limits) throws IOException {
        return Extraction.run(it, new ByteArrayInputStream(pdf), "application/pdf", null, limits, Runnable::run);
    }

    private Why why(byte[] pdf) throws IOException {
        return read(pdf, LIMITS).partial().orElseThrow().why();
    }

    private static byte[] pdf(String password, String... pages) throws IOException {
        try (PDDocument document = new PDDocument()) {
            document.getDocumentInformation().setTitle("The title");
            for (String text : pages) {
                PDPage page = new PDPage();
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.beginText();
                    content.setFont(new PDType1Font(FontName.HELVETICA), 12);
                    content.newLineAtOffset(50, 700);
                    content.showText(text);
                    content.endText();
                }
            }
            if (!password.isEmpty()) {
                StandardProtectionPolicy policy =
                        new StandardProtectionPolicy("owner", password.strip(), new AccessPermission());
                policy.setEncryptionKeyLength(128);
                document.protect(policy);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        }
    }

    /** Less than a megabyte that unpacks to 600 of them. */
    private static byte[] bomb() throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            InputStream blanks = new SequenceInputStream(Collections.enumeration(IntStream.range(0, 600)
                    .mapToObj(_ -> new ByteArrayInputStream(BLANKS))
                    .toList()));
            PDType1Font font = new PDType1Font(FontName.HELVETICA);
            font.getCOSObject().setItem(COSName.TO_UNICODE, new PDStream(document, blanks, COSName.FLATE_DECODE));
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                content.beginText();
                content.setFont(font, 12);
                content.showText("x");
                content.endText();
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            assertThat(bytes.size()).isLessThan(1 << 20);
            return bytes.toByteArray();
        }
    }

    private long figure(String name) {
        long[] found = {-1};
        it.measure(new Metrics() {
            @Override
            public void counter(String is, String help, double value, String... labels) {
                found[0] = is.equals(name) ? (long) value : found[0];
            }

            @Override
            public void gauge(String is, String help, double value, String... labels) {
                counter(is, help, value, labels);
            }
        });
        return found[0];
    }

    @Test
    void documentsAreReadByOneProcess() throws Exception {
        start(Map.of());
        for (int i = 0; i < 3; i++) {
            ExtractedText text = read(pdf("", "Hello Größe " + i, "second page"), LIMITS);
            assertThat(text.partial()).isEmpty();
            assertThat(text.text()).contains("The title", "Hello Größe " + i, "second page");
        }
        assertThat(figure("mailbay_text_pdf_processes_total")).isEqualTo(1);
    }

    @Test
    void passwordsAreSaidAndEmptyOnesTried() throws Exception {
        start(Map.of());
        assertThat(why(pdf("secret", "hidden"))).isEqualTo(Why.ENCRYPTED);
        assertThat(read(pdf(" ", "seen"), LIMITS).text()).contains("seen");
    }

    @Test
    void whatIsNoPdfIsDamaged() throws Exception {
        start(Map.of());
        assertThat(why(new byte[0])).isEqualTo(Why.DAMAGED);
        assertThat(why("hello".getBytes(StandardCharsets.US_ASCII))).isEqualTo(Why.DAMAGED);
        byte[] whole = pdf("", "words of a page");
        assertThat(why(Arrays.copyOf(whole, 40))).isEqualTo(Why.DAMAGED);
        assertThat(figure("mailbay_text_pdf_processes_total")).isEqualTo(1);
    }

    @Test
    void aDocumentThatTakesAllMemoryEndsItsProcessOnly() throws Exception {
        start(Map.of("memoryMegabytes", 64));
        TextException end = read(bomb(), LIMITS).partial().orElseThrow();
        assertThat(end).hasMessageContaining("64 MB");
        assertThat(end.why()).isEqualTo(Why.LARGE);
        assertThat(read(pdf("", "after"), LIMITS).text()).contains("after");
        assertThat(figure("mailbay_text_pdf_processes_total")).isEqualTo(2);
    }

    @Test
    void timeWithoutEndIsEndedAndWhatWasReadIsKept() throws Exception {
        start(Map.of("memoryMegabytes", 512));
        read(pdf("", "warm"), LIMITS);
        String[] pages = new String[4_000];
        Arrays.fill(pages, "page ".repeat(100));
        ExtractedText text = read(pdf("", pages), new TextLimits(100_000_000, 500 << 20, Duration.ofMillis(700)));
        assertThat(text.partial().orElseThrow().why()).isEqualTo(Why.LATE);
        assertThat(text.text()).contains("The title");
    }

    @Test
    void limitsOfTextAndDocument() throws Exception {
        start(Map.of("documentMegabytes", 1));
        ExtractedText full = read(pdf("", "word ".repeat(100)), new TextLimits(50, 50 << 20, Duration.ofSeconds(60)));
        assertThat(full.partial().orElseThrow().why()).isEqualTo(Why.FULL);
        assertThat(full.text()).hasSize(50);
        assertThat(why(Arrays.copyOf(pdf("", "x"), 3 << 20))).isEqualTo(Why.LARGE);
    }

    @Test
    void aReaderThatCannotStartIsNotTheDocumentsFault() throws Exception {
        it = new PdfExtractor(List.of(folder), folder, Configurations.of(PdfExtractor.Config.class, Map.of()));
        byte[] pdf = pdf("", "x");
        assertThatThrownBy(() -> read(pdf, LIMITS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not start");
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        start(Map.of());
        read(pdf("", "x"), LIMITS);
        assertThat(children()).isPositive();
        it.close();
        for (int i = 0; i < 200 && children() > 0; i++) {
            Thread.sleep(25);
        }
        assertThat(children()).isZero();
    }

    private static long children() {
        try (Stream<ProcessHandle> all = ProcessHandle.current().children()) {
            return all.filter(ProcessHandle::isAlive).count();
        }
    }

    @Test
    void anIdleProcessEndsAndAnotherTakesItsPlace() throws Exception {
        start(Map.of("idleSeconds", 1));
        read(pdf("", "x"), LIMITS);
        for (int i = 0; i < 400 && figure("mailbay_text_pdf_processes") > 0; i++) {
            Thread.sleep(25);
        }
        assertThat(read(pdf("", "again"), LIMITS).text()).contains("again");
        assertThat(figure("mailbay_text_pdf_processes_total")).isEqualTo(2);
    }

    @Test
    void chanceNeverBreaksIt() throws Exception {
        start(Map.of());
        long seed = Long.getLong("mailbay.seed", System.nanoTime());
        System.getLogger("PdfExtractorTest").log(System.Logger.Level.INFO, "seed {0}", Long.toString(seed));
        Random random = new Random(seed);
        byte[] whole = pdf("", "words of a page", "and another");
        int read = 0;
        for (int i = 0; i < 150; i++) {
            byte[] damaged =
                    random.nextInt(3) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int n = random.nextInt(20); n > 0 && damaged.length > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            read += read(damaged, new TextLimits(100_000, 50 << 20, Duration.ofSeconds(10)))
                            .partial()
                            .isEmpty()
                    ? 1
                    : 0;
        }
        assertThat(read).isPositive();
        assertThat(read(whole, LIMITS).text()).contains("words of a page");
    }
}

package org.mailbay.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.text.TextException.Why;

class ExtractionTest {
    private static final TextLimits SMALL = new TextLimits(20, 1000, Duration.ofMillis(300));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private interface Body {
        void extract(InputStream in, TextSink out) throws IOException;
    }

    private record Extractor(Body body) implements TextExtractor {
        @Override
        public Set<String> mediaTypes() {
            return Set.of("application/pdf", "text/*");
        }

        @Override
        public Set<String> extensions() {
            return Set.of("pdf");
        }

        @Override
        public void extract(InputStream in, String mediaType, @Nullable Charset charset, TextSink out)
                throws IOException {
            body.extract(in, out);
        }
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private ExtractedText run(InputStream in, Body body) throws IOException {
        return Extraction.run(new Extractor(body), in, "application/pdf", null, SMALL, threads);
    }

    private ExtractedText run(Body body) throws IOException {
        return run(InputStream.nullInputStream(), body);
    }

    private static Why why(ExtractedText text) {
        return text.partial().orElseThrow().why();
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 'x';
            }

            @Override
            public int read(byte[] into, int at, int length) {
                return length;
            }
        };
    }

    @Test
    void textIsTakenDownWhole() throws IOException {
        ExtractedText text = run(new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)), (in, out) -> {
            out.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            out.part();
            out.part();
            out.append("world");
        });
        assertThat(text.text()).isEqualTo("hello\nworld");
        assertThat(text.partial()).isEmpty();
    }

    @Test
    void textEndsAtTheLastWholeCharacter() throws IOException {
        ExtractedText text = run((in, out) -> out.append("0123456789012345678" + "😀 and more"));
        assertThat(text.text()).isEqualTo("0123456789012345678");
        assertThat(why(text)).isEqualTo(Why.FULL);
        assertThat(run((in, out) -> out.append("01234567890123456789")).partial())
                .isEmpty();
    }

    @Test
    void whatWasFoundBeforeTheEndIsKept() throws IOException {
        ExtractedText text = run((in, out) -> {
            out.append("kept");
            throw new TextException(Why.ENCRYPTED, "a password is needed");
        });
        assertThat(text.text()).isEqualTo("kept");
        assertThat(why(text)).isEqualTo(Why.ENCRYPTED);
    }

    @Test
    void anEndlessDocumentIsCutOff() throws IOException {
        ExtractedText text = run(endless(), (in, out) -> {
            out.append("x");
            in.transferTo(OutputStream.nullOutputStream());
        });
        assertThat(why(text)).isEqualTo(Why.LARGE);
        assertThat(text.text()).isEqualTo("x");
    }

    @Test
    void bytesReadOneByOneOrSkippedCountToo() throws IOException {
        assertThat(why(run(endless(), (in, out) -> {
                    while (in.read() >= 0) {
                        out.check();
                    }
                })))
                .isEqualTo(Why.LARGE);
        assertThat(why(run(endless(), (in, out) -> {
                    while (in.skip(100) >= 0) {
                        out.check();
                    }
                })))
                .isEqualTo(Why.LARGE);
    }

    @Test
    void anExtractorThatSwallowsTheReasonDoesNotHideIt() throws IOException {
        ExtractedText text = run(endless(), (in, out) -> {
            try {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new IllegalStateException("something else");
            }
        });
        assertThat(why(text)).isEqualTo(Why.LARGE);
    }

    @Test
    void aLateExtractorIsStoppedAtItsNextStep() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        ExtractedText text = run((in, out) -> {
            try {
                out.append("before");
                while (true) {
                    out.check();
                }
            } finally {
                ended.countDown();
            }
        });
        assertThat(why(text)).isEqualTo(Why.LATE);
        assertThat(text.text()).isEqualTo("before");
        ended.await();
    }

    @Test
    void aBlockedExtractorIsInterruptedAndNotWaitedFor() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        ExtractedText text = run((in, out) -> {
            out.append("before");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        assertThat(why(text)).isEqualTo(Why.LATE);
        assertThat(text.text()).isEqualTo("before");
        interrupted.await();
    }

    @Test
    void whateverAnExtractorThrowsIsAReason() throws IOException {
        assertThat(why(run((in, out) -> {
                    throw new IllegalStateException("broken");
                })))
                .isEqualTo(Why.DAMAGED);
        assertThat(why(run((in, out) -> deeper(1)))).isEqualTo(Why.LARGE);
        assertThat(why(run((in, out) -> {
                    throw new OutOfMemoryError("array");
                })))
                .isEqualTo(Why.LARGE);
    }

    private static int deeper(int level) {
        return deeper(level + 1) + 1;
    }

    @Test
    void aFailureOfTheSourceIsNotTheDocumentsFault() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("disk gone");
            }
        };
        assertThatThrownBy(() -> run(failing, (in, out) -> {
                    try {
                        in.readAllBytes();
                    } catch (IOException e) {
                        throw new TextException(Why.DAMAGED, "cannot read");
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("disk gone");
    }

    @Test
    void anExtractorThatFailedOrWasReplacedIsWorthAnotherTry() {
        assertThatThrownBy(() -> run((in, out) -> {
                    throw new NoClassDefFoundError("gone");
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("replaced");
        assertThatThrownBy(() -> run((in, out) -> {
                    throw new UncheckedIOException(new IOException("no process"));
                }))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no process");
    }

    @Test
    void extractorsAreChosenByTypeAndByNameOnlyWhenTheTypeSaysNothing() {
        TextExtractor it = new Extractor((in, out) -> {});
        assertThat(it.reads("Application/PDF", null)).isTrue();
        assertThat(it.reads("text/x-anything", null)).isTrue();
        assertThat(it.reads("application/octet-stream", "Report.PDF")).isTrue();
        assertThat(it.reads("application/octet-stream", "Report.doc")).isFalse();
        assertThat(it.reads("application/octet-stream", null)).isFalse();
        assertThat(it.reads("image/png", "x.pdf")).isFalse();
    }
}

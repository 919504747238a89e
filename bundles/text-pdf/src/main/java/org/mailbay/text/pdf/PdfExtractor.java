package org.mailbay.text.pdf;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.mailbay.metrics.MetricSource;
import org.mailbay.metrics.Metrics;
import org.mailbay.text.TextException;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextExtractor;
import org.mailbay.text.TextSink;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Reads PDF (ISO 32000) in processes that are started when there is something to read and end when there is not. */
@Component(
        service = {TextExtractor.class, MetricSource.class},
        configurationPid = "text.pdf")
@Designate(ocd = PdfExtractor.Config.class)
public final class PdfExtractor implements TextExtractor, MetricSource {
    /** What the reader's processes may use. */
    @ObjectClassDefinition(name = "PDF", description = "Reads the words of PDF documents for search.")
    public @interface Config {
        @AttributeDefinition(description = "How many documents are read at a time.", min = "1", max = "16")
        int processes() default 1;

        @AttributeDefinition(
                description = "Memory of a process's heap, in megabytes; what takes more is read in part.",
                min = "64",
                max = "4096")
        int memoryMegabytes() default 256;

        @AttributeDefinition(description = "Largest document that is read, in megabytes.", min = "1", max = "1024")
        int documentMegabytes() default 64;

        @AttributeDefinition(
                description = "How long a process waits for another document, in seconds.",
                min = "1",
                max = "3600")
        int idleSeconds() default 30;
    }

    /** A library may leak; a process that is made anew does not. */
    private static final int DOCUMENTS_A_PROCESS = 500;

    private final List<Path> classPath;
    private final Path folder;
    private final int memoryMegabytes;
    private final int maxBytes;
    private final Duration idle;
    private final Semaphore places;
    private final BlockingDeque<ReaderProcess> waiting = new LinkedBlockingDeque<>();
    private final Set<ReaderProcess> all = ConcurrentHashMap.newKeySet();
    private final LongAdder documents = new LongAdder();
    private final LongAdder unread = new LongAdder();
    private final LongAdder started = new LongAdder();
    private volatile boolean isClosed;

    @Activate
    public PdfExtractor(BundleContext context, Config config) throws IOException {
        this(ReaderFiles.layOut(context.getBundle(), data(context)), data(context), config);
    }

    PdfExtractor(List<Path> classPath, Path folder, Config config) {
        this.classPath = List.copyOf(classPath);
        this.folder = folder;
        this.memoryMegabytes = config.memoryMegabytes();
        this.maxBytes = (int) Math.min((long) config.documentMegabytes() << 20, Integer.MAX_VALUE);
        this.idle = Duration.ofSeconds(config.idleSeconds());
        this.places = new Semaphore(config.processes(), true);
    }

    private static Path data(BundleContext context) throws IOException {
        File folder = context.getDataFile("reader");
        if (folder == null) {
            throw new IOException("the framework has no folder for the reader");
        }
        return folder.toPath().toAbsolutePath();
    }

    @Deactivate
    void close() {
        isClosed = true;
        all.forEach(ReaderProcess::close);
    }

    @Override
    public Set<String> mediaTypes() {
        return Set.of("application/pdf", "application/x-pdf");
    }

    @Override
    public Set<String> extensions() {
        return Set.of("pdf");
    }

    @Override
    public void extract(InputStream in, String mediaType, @Nullable Charset charset, TextSink out) throws IOException {
        documents.increment();
        boolean isRead = false;
        waitForPlace(out);
        try {
            ReaderProcess reader = prepared(out);
            try {
                reader.read(in, maxBytes, out);
                isRead = true;
                giveBack(reader);
            } catch (TextException e) {
                if (e.why() == Why.ENCRYPTED || e.why() == Why.DAMAGED) {
                    giveBack(reader);
                } else {
                    end(reader);
                }
                throw e;
            } catch (IOException | RuntimeException e) {
                end(reader);
                throw e;
            }
        } finally {
            places.release();
            if (!isRead) {
                unread.increment();
            }
        }
    }

    private void waitForPlace(TextSink out) throws TextException {
        try {
            while (!places.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                out.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw out.stop(Why.LATE, "interrupted");
        }
    }

    private ReaderProcess prepared(TextSink out) throws TextException {
        for (ReaderProcess one = waiting.pollFirst(); one != null; one = waiting.pollFirst()) {
            if (one.isAlive() && one.prepare(out.remaining())) {
                return one;
            }
            end(one);
        }
        ReaderProcess fresh = start();
        started.increment();
        all.add(fresh);
        if (isClosed || !fresh.prepare(out.remaining())) {
            end(fresh);
            out.check();
            throw new UncheckedIOException(new IOException("the process that reads PDF does not start"));
        }
        return fresh;
    }

    private ReaderProcess start() {
        try {
            return ReaderProcess.start(classPath, folder, memoryMegabytes, idle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void giveBack(ReaderProcess reader) {
        if (reader.isAlive() && reader.documents() < DOCUMENTS_A_PROCESS && !isClosed) {
            waiting.addFirst(reader);
        } else {
            end(reader);
        }
    }

    private void end(ReaderProcess reader) {
        reader.close();
        all.remove(reader);
    }

    @Override
    public void measure(Metrics out) {
        out.counter("mailbay_text_pdf_documents_total", "PDF documents to read.", documents.sum());
        out.counter("mailbay_text_pdf_partial_total", "PDF documents not read to their end.", unread.sum());
        out.counter("mailbay_text_pdf_processes_total", "Processes started to read PDF.", started.sum());
        out.gauge(
                "mailbay_text_pdf_processes",
                "Processes that read PDF, or wait for one.",
                all.stream().filter(ReaderProcess::isAlive).count());
    }
}

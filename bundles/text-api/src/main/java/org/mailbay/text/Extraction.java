package org.mailbay.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mailbay.text.TextException.Why;

/** Runs an extractor so that no document can hold its caller up. */
public final class Extraction {
    private static final long GRACE_MS = 250;

    private Extraction() {}

    /**
     * Reads a document on a thread of {@code executor}, and waits for it within the limits.
     *
     * <p>A late extractor is interrupted and stops at its next read or write; until then it keeps its thread and {@code in}, so give an executor that
     * has others.
     *
     * @param in not closed
     * @throws IOException when {@code in} itself failed, the caller was interrupted, or the extractor failed or was replaced: try again; never because of the document
     */
    public static ExtractedText run(
            TextExtractor extractor,
            InputStream in,
            String mediaType,
            @Nullable Charset charset,
            TextLimits limits,
            Executor executor)
            throws IOException {
        TextSink sink = new TextSink(limits);
        FutureTask<@Nullable Void> task = new FutureTask<>(() -> {
            extractor.extract(sink.guard(sink.source(in)), mediaType, charset, sink);
            return null;
        });
        executor.execute(task);
        try {
            task.get(limits.time().toMillis() + GRACE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            sink.stop(Why.LATE, "longer than " + limits.time().toMillis() + " ms");
        } catch (ExecutionException e) {
            explain(e.getCause(), sink);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sink.stop(Why.LATE, "interrupted");
            throw new InterruptedIOException("interrupted while a document was read");
        } finally {
            task.cancel(true);
        }
        IOException failure = sink.sourceFailure();
        if (failure != null) {
            throw new IOException("the document could not be read: " + failure.getMessage(), failure);
        }
        return new ExtractedText(sink.text(), Optional.ofNullable(sink.stopped()));
    }

    private static void explain(@Nullable Throwable cause, TextSink sink) throws IOException {
        switch (cause) {
            case TextException e -> sink.stop(e.why(), String.valueOf(e.getMessage()));
            case StackOverflowError _ -> sink.stop(Why.LARGE, "nested too deep");
            case OutOfMemoryError e -> sink.stop(Why.LARGE, "more memory than there is: " + e.getMessage());
            case UncheckedIOException e ->
                throw new IOException("the extractor failed: " + e.getCause().getMessage(), e.getCause());
            case LinkageError e -> throw new IOException("the extractor was replaced meanwhile: " + e.getMessage(), e);
            case Error e -> throw e;
            case null, default -> sink.stop(Why.DAMAGED, String.valueOf(cause));
        }
    }
}

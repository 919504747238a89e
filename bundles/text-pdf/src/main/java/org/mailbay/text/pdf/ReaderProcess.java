package org.mailbay.text.pdf;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.mailbay.text.TextException;
import org.mailbay.text.TextException.Why;
import org.mailbay.text.TextSink;
import org.mailbay.text.pdf.reader.Reader;

/** A reader's process: a Java with little memory, no environment and no business but documents. One document at a time. */
final class ReaderProcess implements AutoCloseable {
    private static final int PIECE = 16_384;
    private static final int LONGEST_TEXT_PIECE = 1 << 20;
    private static final int OUT_OF_MEMORY_EXIT = 3;
    /** The process ends itself when its time is up; this long after it is ended from here. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final int memoryMegabytes;
    private int documents;

    private ReaderProcess(Process process, int memoryMegabytes) {
        this.process = process;
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.memoryMegabytes = memoryMegabytes;
    }

    /** @param folder where it runs; nothing is written there */
    static ReaderProcess start(List<Path> classPath, Path folder, int memoryMegabytes, Duration idle)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + memoryMegabytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + folder,
                "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog",
                "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "org.mailbay.text.pdf.reader.Reader",
                Long.toString(idle.toMillis()));
        builder.environment().clear();
        builder.directory(folder.toFile());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return new ReaderProcess(builder.start(), memoryMegabytes);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** How many documents it has read. */
    int documents() {
        return documents;
    }

    /**
     * Announces a document.
     *
     * @return whether it is there to take one: it may just have ended for want of any
     */
    boolean prepare(Duration limit) {
        try {
            out.writeInt(Math.clamp(limit.toMillis(), 1, Integer.MAX_VALUE));
            out.flush();
            return in.read() == Reader.READY;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends the document that was announced, and takes its words down. After an exception other than from the document it is of no more use. */
    void read(InputStream document, int maxBytes, TextSink sink) throws IOException {
        documents++;
        Duration limit = sink.remaining().plus(GRACE);
        Thread watch = Thread.ofVirtual().name("text-pdf-watch").start(() -> {
            try {
                Thread.sleep(limit.isNegative() ? Duration.ZERO : limit);
                process.destroyForcibly();
            } catch (InterruptedException e) {
                // in time
            }
        });
        try {
            send(document, maxBytes, sink);
            receive(sink);
        } finally {
            watch.interrupt();
        }
    }

    private void send(InputStream document, int maxBytes, TextSink sink) throws IOException {
        byte[] piece = new byte[PIECE];
        int sum = 0;
        for (int n = document.read(piece); n >= 0; n = document.read(piece)) {
            sum += n;
            if (sum > maxBytes) {
                throw sink.stop(Why.LARGE, "a PDF of more than " + maxBytes + " bytes");
            }
            if (n > 0) {
                put(piece, n, sink);
            }
        }
        put(piece, 0, sink);
    }

    private void put(byte[] piece, int length, TextSink sink) throws TextException {
        try {
            out.writeInt(length);
            out.write(piece, 0, length);
            if (length == 0) {
                out.flush();
            }
        } catch (IOException e) {
            throw ended(sink);
        }
    }

    private void receive(TextSink sink) throws TextException {
        try {
            for (int length = in.readInt(); length > 0; length = in.readInt()) {
                if (length > LONGEST_TEXT_PIECE) {
                    throw new TextException(Why.DAMAGED, "the reader sent nonsense");
                }
                byte[] text = in.readNBytes(length);
                if (text.length < length) {
                    throw new EOFException();
                }
                sink.append(new String(text, StandardCharsets.UTF_8));
            }
            int result = in.readByte();
            String message = in.readUTF();
            switch (result) {
                case Reader.FINE -> {}
                case Reader.ENCRYPTED -> throw new TextException(Why.ENCRYPTED, "a password is needed");
                case Reader.LARGE -> throw new TextException(Why.LARGE, message);
                default -> throw new TextException(Why.DAMAGED, "broken PDF: " + message);
            }
        } catch (TextException e) {
            throw e;
        } catch (IOException e) {
            throw ended(sink);
        }
    }

    /** Why it ended in the middle of a document. */
    private TextException ended(TextSink sink) throws TextException {
        sink.check();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new TextException(Why.DAMAGED, "the reader closed its output");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return sink.stop(Why.LATE, "interrupted");
        }
        return switch (process.exitValue()) {
            case OUT_OF_MEMORY_EXIT -> sink.stop(Why.LARGE, "reading it takes more than " + memoryMegabytes + " MB");
            case Reader.LATE_EXIT -> sink.stop(Why.LATE, "the time was up");
            default -> new TextException(Why.DAMAGED, "the reader ended with " + process.exitValue());
        };
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}

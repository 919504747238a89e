package org.mailbay.text.pdf.reader;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.RandomAccessReadWriteBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.FontMappers;

/**
 * The process that reads documents.
 *
 * <p>Asked: milliseconds (int), then pieces of the document, each behind its length (int), ended by a length of 0. Answered: {@link #READY} after the
 * milliseconds, then pieces of text in UTF-8, each behind its length, ended by a length of 0, then one of {@link #FINE} and so on, then a message. It ends
 * by itself when the time is up, when nobody asks for long, and when its input ends.
 */
public final class Reader {
    public static final int READY = 82;
    public static final int FINE = 0;
    public static final int ENCRYPTED = 1;
    public static final int DAMAGED = 2;
    public static final int LARGE = 3;
    /** Exit code when the time is up. */
    public static final int LATE_EXIT = 4;

    private static final int LONGEST_MESSAGE = 200;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final Alarm alarm;
    private final Duration idle;

    Reader(DataInputStream in, DataOutputStream out, Alarm alarm, Duration idle) {
        this.in = in;
        this.out = out;
        this.alarm = alarm;
        this.idle = idle;
    }

    /** The one argument: after how many milliseconds without a document to end. */
    public static void main(String[] args) throws IOException {
        Duration idle = Duration.ofMillis(Long.parseLong(args[0]));
        FontMappers.set(new BuiltInFont());
        Reader reader = new Reader(
                new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in))),
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))),
                Alarm.start(idle),
                idle);
        try {
            while (true) {
                reader.next();
            }
        } catch (EOFException e) {
            // nobody asks any more
        }
    }

    private void next() throws IOException {
        Duration limit = Duration.ofMillis(in.readInt());
        alarm.in(limit);
        out.writeByte(READY);
        out.flush();
        int result;
        String message = "";
        try (RandomAccessReadWriteBuffer document = receive()) {
            result = read(document);
        } catch (InvalidPasswordException e) {
            result = ENCRYPTED;
        } catch (StackOverflowError e) {
            result = LARGE;
            message = "nested too deep";
        } catch (NoClassDefFoundError e) {
            result = ENCRYPTED; // by somebody's certificate: what that takes is not on the class path
        } catch (EOFException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            result = DAMAGED;
            message = String.valueOf(e.getMessage());
        }
        out.writeInt(0);
        out.writeByte(result);
        out.writeUTF(message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
        out.flush();
        alarm.in(idle);
    }

    private RandomAccessReadWriteBuffer receive() throws IOException {
        RandomAccessReadWriteBuffer document = new RandomAccessReadWriteBuffer();
        for (int length = in.readInt(); length > 0; length = in.readInt()) {
            document.write(in.readNBytes(length));
        }
        document.seek(0);
        return document;
    }

    private int read(RandomAccessReadWriteBuffer bytes) throws IOException {
        try (PDDocument document = Loader.loadPDF(bytes)) {
            Words words = new Words(out);
            words.read(document);
            return words.isDamaged() ? DAMAGED : FINE;
        }
    }
}

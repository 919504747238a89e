package org.mailbay.smtp.out.dialogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.mailbay.smtp.out.wire.Line;
import org.mailbay.smtp.out.wire.Reply;
import org.mailbay.smtp.out.wire.Wire;

/** Sends the bytes of a message, and reads what the server says to them. */
final class Body {
    private static final byte[] FINAL_DOT = ".\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PIECE = 16 * 1024;
    private static final int CHUNK = 1024 * 1024;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Wire wire;
    private final Letter letter;
    private final Patience patience;

    Body(Wire wire, Letter letter, Patience patience) {
        this.wire = wire;
        this.letter = letter;
        this.patience = patience;
    }

    /**
     * After 354: the content and the final dot (RFC 5321 §4.1.1.4).
     *
     * @throws UnansweredException when everything was sent and nothing came back
     */
    Reply data() throws IOException {
        DotStuffing out =
                new DotStuffing((bytes, offset, length) -> wire.send(bytes, offset, length, patience.dataBlock()));
        try (InputStream in = letter.content().open()) {
            byte[] piece = new byte[PIECE];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                out.write(piece, 0, n);
            }
            out.raw(letter.look().missingEnd());
            out.raw(FINAL_DOT);
            out.flush();
        } catch (IOException e) {
            return lastWords(e);
        }
        return end("the final dot");
    }

    /** In chunks (RFC 3030 §2), of which the last has been answered when this returns, or one before it refused. */
    Reply chunks() throws IOException {
        byte[] end = letter.look().isBinary() ? new byte[0] : letter.look().missingEnd();
        long left = letter.content().size() + end.length;
        try (InputStream in = letter.content().open()) {
            do {
                int size = (int) Math.min(CHUNK, left);
                left -= size;
                boolean isLast = left == 0;
                try {
                    chunk(in, size, isLast, end);
                } catch (IOException e) {
                    return lastWords(e);
                }
                if (isLast) {
                    return end("BDAT");
                }
                Reply reply = wire.reply(patience.dataEnd(), "BDAT");
                if (!reply.isGood()) {
                    return reply;
                }
            } while (left > 0);
        }
        throw new IOException("the message ended early");
    }

    private void chunk(InputStream in, int size, boolean isLast, byte[] end) throws IOException {
        byte[] command = Line.bytes("BDAT " + size + (isLast ? " LAST" : ""));
        byte[] piece = new byte[command.length + Math.min(PIECE, size)];
        System.arraycopy(command, 0, piece, 0, command.length);
        int used = command.length;
        int written = 0;
        while (written < size) {
            int content = isLast ? size - end.length - written : size - written;
            int n = content <= 0 ? -1 : in.read(piece, used, Math.min(piece.length - used, content));
            if (n < 0) {
                if (!isLast || content > 0) {
                    throw new IOException("the message ended early");
                }
                wire.send(piece, 0, used, patience.dataBlock());
                wire.send(end, 0, end.length, patience.dataBlock());
                return;
            }
            written += n;
            used += n;
            if (used == piece.length) {
                wire.send(piece, 0, used, patience.dataBlock());
                used = 0;
            }
        }
        if (used > 0) {
            wire.send(piece, 0, used, patience.dataBlock());
        }
    }

    private Reply end(String what) throws IOException {
        try {
            return wire.reply(patience.dataEnd(), what);
        } catch (IOException e) {
            throw new UnansweredException(e);
        }
    }

    /** A server that cuts the message short has often said why before. */
    private Reply lastWords(IOException failure) throws IOException {
        try {
            Reply reply = wire.reply(LAST_WORDS, "the content");
            if (!reply.isGood() && !reply.isIntermediate()) {
                return reply;
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        throw failure;
    }
}

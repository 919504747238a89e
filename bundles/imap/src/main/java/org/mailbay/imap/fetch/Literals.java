package org.mailbay.imap.fetch;

import java.io.IOException;
import java.io.InputStream;
import org.mailbay.imap.grammar.Out;

/** Writes literals from streams, in pieces: who takes them sets the pace. */
final class Literals {
    /** Bytes of a piece. */
    static final int PIECE = 64 * 1024;

    private Literals() {}

    /**
     * Writes the announcement and {@code length} bytes of a stream.
     *
     * @throws TornException when the stream has fewer or fails: more than the announcement is written then
     */
    static void write(InputStream in, long length, boolean binary, Out out) throws TornException {
        if (length == 0) {
            out.raw("\"\"");
            return;
        }
        out.literalHeader(length, binary);
        long left = length;
        try {
            while (left > 0) {
                byte[] piece = new byte[(int) Math.min(left, PIECE)];
                if (in.readNBytes(piece, 0, piece.length) < piece.length) {
                    throw new TornException(left + " bytes of a literal are not all there");
                }
                out.raw(piece);
                left -= piece.length;
            }
        } catch (TornException e) {
            throw e;
        } catch (IOException e) {
            throw new TornException(e);
        }
    }
}

package org.mailbay.mime;

import java.util.Optional;

/**
 * Undoes a transfer encoding, piece by piece, in constant memory. Never fails; what is broken is decoded as best can be.
 *
 * <p>One thread, one body, from start to {@link #finish}.
 */
abstract sealed class TransferDecoder permits Base64Decoder, QuotedPrintableDecoder, UuDecoder {

    /** How much longer than its input the output of one call can be: what was held back before. */
    static final int SLACK = 1_100;

    private boolean problem;

    /** Decodes into {@code out} from {@code at}, where {@code length + SLACK} bytes must be free; returns how many came out. */
    abstract int decode(byte[] in, int offset, int length, byte[] out, int at);

    /** Gives what was held back; returns how many bytes came out. */
    abstract int finish(byte[] out, int at);

    /** Whether something in the body does not belong into this encoding. */
    final boolean isProblem() {
        return problem;
    }

    final void problem() {
        problem = true;
    }

    /** The decoder of an encoding; empty when the bytes need none. */
    static Optional<TransferDecoder> of(TransferEncoding encoding) {
        return switch (encoding) {
            case SEVEN_BIT, EIGHT_BIT, BINARY, UNKNOWN -> Optional.empty();
            case BASE64 -> Optional.of(new Base64Decoder());
            case QUOTED_PRINTABLE -> Optional.of(new QuotedPrintableDecoder());
            case UUENCODE -> Optional.of(new UuDecoder());
        };
    }
}

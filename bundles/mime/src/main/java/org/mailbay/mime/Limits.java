package org.mailbay.mime;

/**
 * What a parser keeps of a hostile message. Reaching a bound never fails: the result says so with a {@link Defect}.
 *
 * @param depth how deep multiparts and messages may nest; deeper ones are opaque leaves
 * @param parts how many parts are told apart; the rest of the message is one opaque leaf
 * @param headerBytes bytes of header kept, and bytes of {@code Content-*} fields interpreted, over all parts
 * @param fields header fields kept over all parts
 * @param fieldBytes bytes of one header field, folding included; the rest of the field is cut
 * @param parameters parameters (RFC 2231 segments counted one by one) of one header field
 * @param lineBytes longest line, without its end, that is not a defect (RFC 5322 §2.1.1)
 */
public record Limits(int depth, int parts, int headerBytes, int fields, int fieldBytes, int parameters, int lineBytes) {

    /** What a server should use that has no reason to differ. */
    public static final Limits DEFAULT = new Limits(50, 1_000, 512 * 1024, 2_000, 100 * 1024, 200, 998);

    public Limits {
        if (depth < 1 || parts < 1 || headerBytes < 0 || fields < 0 || parameters < 0 || lineBytes < 1) {
            throw new IllegalArgumentException("a limit is below its least value");
        }
        if (fieldBytes < 128) {
            throw new IllegalArgumentException("fieldBytes is below 128");
        }
    }
}

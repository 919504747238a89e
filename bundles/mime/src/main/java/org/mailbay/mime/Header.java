package org.mailbay.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of one header in their order, or those of them that were kept.
 *
 * @param fields every field kept, in order
 */
public record Header(List<HeaderField> fields) {

    public static final Header EMPTY = new Header(List.of());

    public Header {
        fields = List.copyOf(fields);
    }

    /**
     * Reads a header back from the bytes between {@link Part#headerStart()} and {@link Part#bodyStart()}.
     *
     * @param offset where those bytes stand in the message, for {@link HeaderField#offset()}
     */
    public static Header parse(byte[] bytes, long offset, Limits limits) {
        MessageParser parser = new MessageParser(limits, offset);
        parser.write(bytes, 0, bytes.length);
        parser.finish();
        return parser.header();
    }

    /** Every field of this name, letter case ignored. */
    public List<HeaderField> all(String name) {
        List<HeaderField> found = new ArrayList<>(2);
        for (HeaderField f : fields) {
            if (f.is(name)) {
                found.add(f);
            }
        }
        return found;
    }

    /** The last field of this name: the one that counts (RFC 8621 §4.1.3). */
    public Optional<HeaderField> last(String name) {
        for (int i = fields.size() - 1; i >= 0; i--) {
            if (fields.get(i).is(name)) {
                return Optional.of(fields.get(i));
            }
        }
        return Optional.empty();
    }
}

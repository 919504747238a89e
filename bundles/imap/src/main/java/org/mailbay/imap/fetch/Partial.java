package org.mailbay.imap.fetch;

import org.jspecify.annotations.Nullable;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;

/**
 * Which bytes of a section are wanted: RFC 9051 §6.4.5.
 *
 * @param from the first
 * @param length how many at most, from 1
 */
record Partial(long from, long length) {

    /** Reads {@code <from.length>} if it is there. */
    static @Nullable Partial read(Input in) throws Malformed {
        if (!in.skip('<')) {
            return null;
        }
        long from = in.number64();
        in.expect('.');
        long length = in.number64();
        in.expect('>');
        if (length == 0) {
            throw new Malformed("a partial of no bytes");
        }
        return new Partial(from, length);
    }

    /** How many of {@code size} bytes there are. */
    long clip(long size) {
        return Math.min(length, Math.max(0, size - from));
    }

    /** As an answer names it: where it begins. */
    static String name(@Nullable Partial partial) {
        return partial == null ? "" : "<" + partial.from + '>';
    }
}

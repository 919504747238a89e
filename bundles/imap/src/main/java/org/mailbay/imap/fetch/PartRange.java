package org.mailbay.imap.fetch;

import java.util.Optional;
import org.mailbay.imap.grammar.Input;
import org.mailbay.imap.grammar.Malformed;
import org.mailbay.mime.Message;

/**
 * Where a section of a message lies in it.
 *
 * @param from the first byte
 * @param length in bytes
 */
public record PartRange(long from, long length) {
    /**
     * Finds a section.
     *
     * @param section as between the brackets of FETCH (RFC 9051 §6.4.5.1); empty for the whole message
     * @return empty when the message has no such section, or the section is made of chosen fields, which lie nowhere together
     */
    public static Optional<PartRange> of(Message message, String section) throws Malformed {
        Section read = Section.read(Input.of("[" + section + "]", true));
        Section.Range range = read.text().isFiltered() ? null : read.range(message);
        return range == null ? Optional.empty() : Optional.of(new PartRange(range.from(), range.length()));
    }
}

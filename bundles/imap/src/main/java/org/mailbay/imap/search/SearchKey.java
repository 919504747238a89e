package org.mailbay.imap.search;

import java.time.LocalDate;
import java.util.List;
import org.mailbay.imap.grammar.SequenceSet;

/** What a message must be to be found (RFC 9051 §6.4.4, RFC 3501 §6.4.4). */
public sealed interface SearchKey {
    /** Every message. */
    SearchKey ALL = new And(List.of());

    /** A message that all of them find. */
    record And(List<SearchKey> keys) implements SearchKey {
        public And {
            keys = List.copyOf(keys);
        }
    }

    /** A message that one of them finds. */
    record Or(List<SearchKey> keys) implements SearchKey {
        public Or {
            keys = List.copyOf(keys);
        }
    }

    /** A message that it does not find. */
    record Not(SearchKey key) implements SearchKey {}

    /** By sequence number, or by UID. */
    record Numbers(SequenceSet set, boolean uid) implements SearchKey {}

    /** By a UID that is greater than this, or less (RFC 9738 §3.2). */
    record Beyond(long uid, boolean after) implements SearchKey {}

    /** By a keyword of the store, in lower case, which most system flags are. */
    record Keyword(String keyword) implements SearchKey {}

    /** {@code \Deleted}. */
    record Deleted() implements SearchKey {}

    /** {@code \Recent} (RFC 3501 §2.3.2). */
    record Recent() implements SearchKey {}

    /** By the day on which it came, was sent, or was saved here. */
    record Dated(Day day, Relation relation, LocalDate date) implements SearchKey {}

    /** Whose day is compared. */
    enum Day {
        RECEIVED,
        SENT,
        SAVED
    }

    /** How a day is compared. */
    enum Relation {
        BEFORE,
        ON,
        SINCE
    }

    /** By the seconds since it came: more than so many, or fewer (RFC 5032 §3). */
    record Within(long seconds, boolean older) implements SearchKey {}

    /** Whether it is known when messages were saved here (RFC 8514 §4.3). */
    record SaveDateSupported() implements SearchKey {}

    /** More octets than this, or fewer. */
    record Size(long octets, boolean larger) implements SearchKey {}

    /** Changed by this or a later transaction (RFC 7162 §3.1.5). */
    record ModSeq(long since) implements SearchKey {}

    /** By the identifier of the email, or of its thread (RFC 8474 §6). */
    record Identified(String id, boolean thread) implements SearchKey {}

    /**
     * By a text in a header field, which must be there; the empty text is in every field.
     *
     * @param fuzzy whether other forms of the words do as well (RFC 6203 §3)
     */
    record Field(String name, String text, boolean fuzzy) implements SearchKey {}

    /**
     * By a text in the body, or anywhere.
     *
     * @param fuzzy whether other forms of the words do as well (RFC 6203 §3)
     */
    record Text(String text, boolean bodyOnly, boolean fuzzy) implements SearchKey {}
}

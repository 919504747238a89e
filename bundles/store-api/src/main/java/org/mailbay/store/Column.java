package org.mailbay.store;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One field of the small, mutable part of an object, known by its number for ever: numbers are stored, names are not.
 *
 * <p>All columns of an account are held in memory, so they are for what lists, sorts, counts and filters; what is only shown goes
 * into the object's bytes. A column that a row lacks reads as zero, empty text or the empty set.
 */
public sealed interface Column {
    /** The column's number within its type, 1 to 63. */
    int number();

    private static void check(int number) {
        if (number < 1 || number > 63) {
            throw new IllegalArgumentException("column number " + number);
        }
    }

    /** A whole number, such as a time in milliseconds, a size or another object's number. */
    record Number(int number) implements Column {
        public Number {
            check(number);
        }
    }

    /** Short text, such as a mailbox's name; at most {@link #MAX_LENGTH} UTF-8 bytes. */
    record Text(int number) implements Column {
        /** In UTF-8 bytes. */
        public static final int MAX_LENGTH = 4096;

        public Text {
            check(number);
        }
    }

    /** A set of words, such as keywords: at most 1,000 words of at most 255 UTF-8 bytes. */
    record Words(int number) implements Column {
        public Words {
            check(number);
        }
    }

    /**
     * Which containers an object is in, such as mailboxes, with what IMAP needs to know of each membership.
     *
     * <p>The store gives every new membership the container's next UID (RFC 9051 §2.3.1.1); see {@link Member#in}.
     */
    record Members(int number) implements Column {
        public Members {
            check(number);
        }
    }

    /** The containers of {@code members}. */
    static Set<Long> containers(Iterable<Member> members) {
        Set<Long> containers = new LinkedHashSet<>();
        members.forEach(member -> containers.add(member.container()));
        return containers;
    }
}

package org.mailbay.store;

import java.util.Optional;

/**
 * A kind of object: its JMAP name and the letter its ids and keys begin with.
 *
 * <p>Two types with one letter, or one name with two letters, cannot be used in one store: {@link Transaction} refuses the second.
 *
 * @param name as in JMAP method names, such as {@code Email} (RFC 8620 §1.6.3)
 * @param letter an ASCII letter, unique among the types of a server
 */
public record ObjectType(String name, char letter) {
    public ObjectType {
        if (name.isEmpty() || name.length() > 64) {
            throw new IllegalArgumentException("type name of " + name.length() + " characters");
        }
        if (!isLetter(letter)) {
            throw new IllegalArgumentException("not an ASCII letter: " + (int) letter);
        }
    }

    static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** The id of this type with this number. */
    public ObjectId id(long number) {
        return new ObjectId(letter, number);
    }

    /** The id that {@code text} names, if it is one of this type. */
    public Optional<ObjectId> parse(String text) {
        return ObjectId.parse(text).filter(id -> id.letter() == letter);
    }

    @Override
    public String toString() {
        return name;
    }
}

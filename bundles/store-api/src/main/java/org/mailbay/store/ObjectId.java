package org.mailbay.store;

import java.util.Optional;

/**
 * Names an object within its account: its type's letter and a number of the account's one sequence, never used again.
 *
 * @param letter the {@link ObjectType#letter}
 * @param number from 1
 */
public record ObjectId(char letter, long number) implements Comparable<ObjectId> {
    public ObjectId {
        if (!ObjectType.isLetter(letter) || number < 1) {
            throw new IllegalArgumentException("object id " + (int) letter + " " + number);
        }
    }

    /** Reads what {@link #toString} wrote; anything else names nothing. */
    public static Optional<ObjectId> parse(String text) {
        if (text.length() < 2 || !ObjectType.isLetter(text.charAt(0))) {
            return Optional.empty();
        }
        long number = Base32.parse(text.substring(1));
        return number < 1 ? Optional.empty() : Optional.of(new ObjectId(text.charAt(0), number));
    }

    @Override
    public int compareTo(ObjectId other) {
        int byLetter = Character.compare(letter, other.letter);
        return byLetter != 0 ? byLetter : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return letter + Base32.of(number);
    }
}

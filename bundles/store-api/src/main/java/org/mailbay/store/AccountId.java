package org.mailbay.store;

import java.util.Optional;

/**
 * Names a data space: {@code a} and a number that is never used again (RFC 8620 §1.6.2).
 *
 * @param number unique on the server, from 0; 0 is the server's own account, which holds the directory
 */
public record AccountId(long number) implements Comparable<AccountId> {
    /** The server's own account. */
    public static final AccountId SYSTEM = new AccountId(0);

    public AccountId {
        if (number < 0) {
            throw new IllegalArgumentException("account number " + number);
        }
    }

    /** Reads what {@link #toString} wrote. */
    public static Optional<AccountId> parse(String text) {
        if (text.isEmpty() || text.charAt(0) != 'a') {
            return Optional.empty();
        }
        long number = Base32.parse(text.substring(1));
        return number < 0 ? Optional.empty() : Optional.of(new AccountId(number));
    }

    @Override
    public int compareTo(AccountId other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "a" + Base32.of(number);
    }
}

package org.mailbay.store;

/**
 * Names an organisation; blobs are shared within it and never across.
 *
 * @param number from 0; 0 is the server itself
 */
public record TenantId(long number) {
    /** The server itself. */
    public static final TenantId SYSTEM = new TenantId(0);

    public TenantId {
        if (number < 0) {
            throw new IllegalArgumentException("tenant number " + number);
        }
    }

    @Override
    public String toString() {
        return "n" + Base32.of(number);
    }
}

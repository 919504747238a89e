package org.mailbay.directory;

/**
 * What a tenant may have; 0 is as much as it likes.
 *
 * @param users how many, also those who are suspended
 * @param domains how many
 * @param bytes what all its accounts may hold together: who is above it gets nothing more, with a delay of some seconds
 * @param quota bytes that an account may hold which has no quota of its own; 0 is what the server says
 */
public record TenantTerms(long users, long domains, long bytes, long quota) {
    /** No limits. */
    public static final TenantTerms NONE = new TenantTerms(0, 0, 0, 0);

    public TenantTerms {
        if (users < 0 || domains < 0 || bytes < 0 || quota < 0) {
            throw new IllegalArgumentException("A limit is 0 or more.");
        }
    }
}

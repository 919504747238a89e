package org.mailbay.store;

/**
 * Something that the store's check found wrong.
 *
 * @param code which invariant, such as {@code blob-missing}; stable
 * @param account where
 * @param detail for the administrator
 * @param proposal what the administrator can do; empty when nobody knows
 */
public record Finding(String code, AccountId account, String detail, String proposal) {
    /** Without a proposal. */
    public Finding(String code, AccountId account, String detail) {
        this(code, account, detail, "");
    }
}

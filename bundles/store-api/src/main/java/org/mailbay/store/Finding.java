package org.mailbay.store;

/**
 * Something that the store's check found wrong.
 *
 * @param code which invariant, such as {@code blob-missing}; stable
 * @param account where
 * @param detail for the administrator
 */
public record Finding(String code, AccountId account, String detail) {}

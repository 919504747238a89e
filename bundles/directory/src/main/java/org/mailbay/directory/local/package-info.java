/**
 * The directory that is kept in the store: tenants, domains and principals are objects of the server's own account.
 *
 * <p>Start at {@link StoredDirectory}. {@link Entries} answers look-ups from memory, {@link Passwords} hashes with Argon2id (RFC 9106).
 */
@NullMarked
package org.mailbay.directory.local;

import org.jspecify.annotations.NullMarked;

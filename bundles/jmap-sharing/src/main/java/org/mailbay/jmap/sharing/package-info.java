/**
 * Sharing (RFC 9670). Start at {@link org.mailbay.jmap.sharing.Sharing}, which says what a principal may see of others' accounts.
 *
 * <p>Authoritative are the owners' rows. {@link org.mailbay.jmap.sharing.ShareWorker} keeps, in the account of who was given something,
 * a list of where to look, and notifications. Principals follow from the directory. All of it may be called by any thread.
 */
@NullMarked
package org.mailbay.jmap.sharing;

import org.jspecify.annotations.NullMarked;

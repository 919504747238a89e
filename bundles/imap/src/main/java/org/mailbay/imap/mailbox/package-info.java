/**
 * Mailboxes as a session sees them: which messages, under which numbers, by which names. Start at {@link
 * org.mailbay.imap.mailbox.View}.
 *
 * <p>A session holds the view that it last told its client of, and goes to the newest by {@link org.mailbay.imap.mailbox.Delta}s. Views are
 * immutable and shared by all sessions on a mailbox.
 */
@NullMarked
package org.mailbay.imap.mailbox;

import org.jspecify.annotations.NullMarked;

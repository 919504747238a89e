/**
 * IMAP4rev2 (RFC 9051) and IMAP4rev1 (RFC 3501). Start at {@link org.mailbay.imap.ImapSession}: how a command is put together, carried out
 * and answered; the commands are {@code org.mailbay.imap.command}.
 *
 * <p>Nothing here runs but when a client spoke, or something changed that it waits for.
 */
@NullMarked
package org.mailbay.imap;

import org.jspecify.annotations.NullMarked;

/**
 * Mailboxes as JMAP shows them: {@link MailboxType}. RFC 8621 §2.
 */
@NullMarked
package org.mailbay.jmap.mail.mailbox;

import org.jspecify.annotations.NullMarked;

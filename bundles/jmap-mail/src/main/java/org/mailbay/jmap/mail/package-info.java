/**
 * Mail in the store: what is kept of it ({@link Mail}, {@link StoredEmail}) and how it comes in ({@link MailDelivery}).
 *
 * <p>The JMAP types are in {@code mailbox}, {@code thread} and {@code email}. RFC 8621.
 */
@NullMarked
package org.mailbay.jmap.mail;

import org.jspecify.annotations.NullMarked;
import org.mailbay.mail.Mail;
import org.mailbay.mail.StoredEmail;

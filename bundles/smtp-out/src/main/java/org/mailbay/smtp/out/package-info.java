/**
 * Carries mail to other servers. Start at {@link SmtpTransport}, which the queue calls; {@link Journey} is one consignment's way.
 *
 * <p>RFC 5321 as a client. {@code mx} finds servers, {@code tls} says how sure of them one must be, {@code wire} has sockets with
 * deadlines, {@code transaction} is the dialogue.
 */
@NullMarked
package org.mailbay.smtp.out;

import org.jspecify.annotations.NullMarked;

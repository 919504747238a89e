/**
 * What a client says, and what is offered to it: the grammar of commands. Start at {@link Verb}, then {@link CommandLine}.
 *
 * <p>RFC 5321 §4.1; paths are {@link MailPath} (6531, too), the parameters of the extensions {@link MailParameters} and {@link
 * RcptParameters}: a new one is a case there and a line in {@link Extensions}. Values.
 */
@NullMarked
package org.mailbay.smtp.command;

import org.jspecify.annotations.NullMarked;

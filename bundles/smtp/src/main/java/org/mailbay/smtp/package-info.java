/**
 * Receives mail by SMTP and LMTP, from the world and from users. Start at {@link SmtpProtocol}, which opens an {@link SmtpSession} for each
 * client; its commands are {@link org.mailbay.smtp.command.Verb}s in {@link org.mailbay.smtp.command.State}s.
 *
 * <p>Then, in the order of a dialogue: {@code command}, {@code auth}, {@code envelope}, {@code message}; below them {@code session},
 * {@code content} and {@code reply}. Nothing there looks up to here.
 *
 * <p>RFC 5321, 2033, 6409. Sessions are fed by bundle {@code net}, one call at a time; {@link FrozenSession} is how they survive an update of
 * this bundle.
 */
@NullMarked
package org.mailbay.smtp;

import org.jspecify.annotations.NullMarked;

/**
 * Receives mail for local recipients by ESMTP. Start at {@link SmtpSession}, whose commands are {@link Verb}s in {@link State}s.
 *
 * <p>RFC 5321, with PIPELINING (2920), SIZE (1870), 8BITMIME (6152), SMTPUTF8 (6531), CHUNKING (3030), STARTTLS (3207) and
 * enhanced status codes (2034). Sessions are fed by bundle {@code net}, one call at a time; {@link FrozenSession} is how they survive
 * an update of this bundle.
 */
@NullMarked
package org.mailbay.smtp;

import org.jspecify.annotations.NullMarked;

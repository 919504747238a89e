/**
 * The dialogue with a server. Start at {@link Opening}, which makes a {@link Session}; a {@link Transaction} on it is one message.
 *
 * <p>RFC 5321, PIPELINING (2920), CHUNKING and BINARYMIME (3030), SIZE (1870), 8BITMIME (6152), SMTPUTF8 (6531), DSN (3461), AUTH
 * (4954), STARTTLS (3207), LIMITS (9422), REQUIRETLS (8689), DELIVERBY (2852), MT-PRIORITY (6710).
 */
@NullMarked
package org.mailbay.smtp.out.dialogue;

import org.jspecify.annotations.NullMarked;

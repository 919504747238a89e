/**
 * The bytes of a message while they arrive. Start at {@link DataReader}, which finds the end of DATA, and {@link HeaderBlock}.
 *
 * <p>RFC 5321 §2.3.8 and §4.5.2, RFC 5322 §2.2. Knows nothing of sessions; one thread each, but a {@link Spool} that is written is read
 * by any.
 */
@NullMarked
package org.mailbay.smtp.content;

import org.jspecify.annotations.NullMarked;

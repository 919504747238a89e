/**
 * How sure one must be of a server before it gets mail. Start at {@link Rule}; {@link Verifier} holds a server's certificates against it.
 *
 * <p>DANE (RFC 7672, 7671), PKIX as MTA-STS and REQUIRETLS want it (RFC 8461 §4.1, RFC 8689).
 */
@NullMarked
package org.mailbay.smtp.out.tls;

import org.jspecify.annotations.NullMarked;

/**
 * Reports on TLS to the domains that ask for them (RFC 8460). Start at {@link TlsReports}.
 *
 * <p>{@link Tally} counts; {@link Ledgers} keeps the counts in the room {@code tlsrpt}; {@link Report} is one document, {@link Dispatch}
 * sends it.
 */
@NullMarked
package org.mailbay.smtp.out.tlsrpt;

import org.jspecify.annotations.NullMarked;

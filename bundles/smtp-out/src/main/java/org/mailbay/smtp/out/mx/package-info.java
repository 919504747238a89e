/**
 * Which servers take a domain's mail (RFC 5321 §5.1, RFC 7505). Start at {@link MxLookup}; {@link Route} is what it finds.
 *
 * <p>Addresses are looked up when a server's turn comes.
 */
@NullMarked
package org.mailbay.smtp.out.mx;

import org.jspecify.annotations.NullMarked;

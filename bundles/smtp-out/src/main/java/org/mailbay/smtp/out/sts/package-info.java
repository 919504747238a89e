/**
 * MTA-STS: domains that say over HTTPS who their servers are (RFC 8461). Start at {@link StsPolicies}.
 *
 * <p>Policies are kept in the room {@code smtp-out}, so that who blocks the look-up of one cannot make it be forgotten.
 */
@NullMarked
package org.mailbay.smtp.out.sts;

import org.jspecify.annotations.NullMarked;

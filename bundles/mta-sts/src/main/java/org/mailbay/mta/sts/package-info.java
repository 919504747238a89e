/** MTA-STS policies of our own domains (RFC 8461 §3.2). Start at {@link PolicyServlet}. */
@NullMarked
package org.mailbay.mta.sts;

import org.jspecify.annotations.NullMarked;

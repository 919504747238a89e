/** Who a user may send as: Identity (RFC 8621 §6). Start at {@link org.mailbay.jmap.submission.identity.IdentityType}. */
@NullMarked
package org.mailbay.jmap.submission.identity;

import org.jspecify.annotations.NullMarked;

/** Quotas (RFC 9425): start at {@link QuotaType}. */
@NullMarked
package org.mailbay.jmap.quota;

import org.jspecify.annotations.NullMarked;

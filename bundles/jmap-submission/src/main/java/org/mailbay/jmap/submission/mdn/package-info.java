/** Receipts that a message was displayed (RFC 9007, RFC 8098). Start at {@link org.mailbay.jmap.submission.mdn.MdnSend}. */
@NullMarked
package org.mailbay.jmap.submission.mdn;

import org.jspecify.annotations.NullMarked;

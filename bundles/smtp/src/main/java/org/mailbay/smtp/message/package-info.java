/**
 * DATA and BDAT: what becomes of a message. Start at {@link Intake}, which takes it off the wire, then {@link Receiving}.
 *
 * <p>Its {@link Way} is {@link Straight} into mailboxes as it arrives, or {@link Spooled}: judged, mended by {@link Submission}, handed over
 * by {@link Mailing}. RFC 5321 §4.1.1.4, RFC 3030, RFC 2033, RFC 6409 §8.
 */
@NullMarked
package org.mailbay.smtp.message;

import org.jspecify.annotations.NullMarked;

/** Automatic replies (RFC 8621 §8, RFC 3834, RFC 5230). Start at {@link org.mailbay.jmap.submission.vacation.VacationType}. */
@NullMarked
package org.mailbay.jmap.submission.vacation;

import org.jspecify.annotations.NullMarked;

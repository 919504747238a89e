/** EmailSubmission (RFC 8621 §7). Start at {@link org.mailbay.jmap.submission.email.EmailSubmissionType}. */
@NullMarked
package org.mailbay.jmap.submission.email;

import org.jspecify.annotations.NullMarked;

/** What leaves: to local mailboxes, to the relay, and reports back (RFC 3464). Start at {@link org.mailbay.jmap.submission.post.SubmissionWorker}. */
@NullMarked
package org.mailbay.jmap.submission.post;

import org.jspecify.annotations.NullMarked;

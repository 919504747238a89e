/**
 * Sending mail by JMAP (RFC 8621 §6 to §8, RFC 9007). Start at {@link org.mailbay.jmap.submission.email.EmailSubmissionType} for what a
 * client asks, at {@link org.mailbay.jmap.submission.post.SubmissionWorker} for what is then done.
 */
@NullMarked
package org.mailbay.jmap.submission;

import org.jspecify.annotations.NullMarked;
